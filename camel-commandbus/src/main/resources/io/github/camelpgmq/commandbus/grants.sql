-- The least rights with which a role can work in one domain. None of them lets it create or drop tables or queues.
--
-- Run it as the owner of tables and queues, once for each role, domain and use:
--
--   psql -v role=shop   -v domain=payments -v use=send    -f grants.sql
--   psql -v role=worker -v domain=payments -v use=handle  -f grants.sql
--   psql -v role=olga   -v domain=payments -v use=operate -f grants.sql
--
--   role    an existing role
--   domain  the domain as in the endpoint
--   use     send     senders of commands and batches
--           handle   consumers of commands, which also send the replies
--           operate  queries, troubleshooting, pause and resume, purging of history
--
-- Who consumes a reply queue needs the rights of a consumer of that queue: see grants.sql of camel-pgmq.
--
-- Everything is one transaction. Without psql put the three values, each in single quotes, where :'role', :'domain' and
-- :'use' stand.

BEGIN;

SELECT set_config('camelpgmq.role', :'role', true),
       set_config('camelpgmq.domain', :'domain', true),
       set_config('camelpgmq.use', :'use', true);

-- Other names where commandTable, auditTable and batchTable are set.
SELECT set_config('camelpgmq.command_table', 'command_bus_command', true),
       set_config('camelpgmq.audit_table', 'command_bus_audit', true),
       set_config('camelpgmq.batch_table', 'command_bus_batch', true);

DO $grants$
DECLARE
    grantee text := current_setting('camelpgmq.role');
    queue text := current_setting('camelpgmq.domain') || '__commands';
    replies text := current_setting('camelpgmq.domain') || '__replies';
    what text := current_setting('camelpgmq.use');
    command_table regclass := current_setting('camelpgmq.command_table');
    audit_table regclass := current_setting('camelpgmq.audit_table');
    batch_table regclass := current_setting('camelpgmq.batch_table');
    needed text;
BEGIN
    IF what NOT IN ('send', 'handle', 'operate') THEN
        RAISE EXCEPTION 'use is %, but must be send, handle or operate', what;
    END IF;

    -- PGMQ's functions run with the rights of their caller.
    EXECUTE format('GRANT USAGE ON SCHEMA pgmq TO %I', grantee);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq TO %I', grantee);
    FOR needed IN SELECT DISTINCT c.relnamespace::regnamespace::text FROM pg_class AS c
                  WHERE c.oid IN (command_table, audit_table, batch_table) LOOP
        EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I', needed, grantee);
    END LOOP;

    -- Only a serial column asks for a right on its sequence, an identity does not.
    FOR needed IN SELECT s.oid::regclass::text FROM pg_attrdef AS f
                  JOIN pg_depend AS d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                    AND d.refclassid = 'pg_class'::regclass
                  JOIN pg_class AS s ON s.oid = d.refobjid AND s.relkind = 'S'
                  WHERE f.adrelid = audit_table LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', needed, grantee);
    END LOOP;

    -- The insert trigger (pgmq.enable_notify_insert, PGMQ 1.8 and newer) writes down when it has notified.
    IF to_regclass('pgmq.notify_insert_throttle') IS NOT NULL THEN
        EXECUTE format('GRANT SELECT, UPDATE (last_notified_at) ON pgmq.notify_insert_throttle TO %I', grantee);
    END IF;

    IF what = 'send' THEN
        -- DELETE takes the message of a duplicate back when the sender is in a transaction.
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON pgmq.%I TO %I', 'q_' || queue, grantee);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', command_table, grantee);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', audit_table, grantee);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO %I', batch_table, grantee);
        RETURN;
    END IF;

    IF what = 'handle' THEN
        EXECUTE format('GRANT SELECT, UPDATE, DELETE ON pgmq.%I TO %I', 'q_' || queue, grantee);
        EXECUTE format('GRANT SELECT, INSERT ON pgmq.%I TO %I', 'a_' || queue, grantee);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO %I', command_table, grantee);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO %I', audit_table, grantee);
        EXECUTE format('GRANT SELECT, UPDATE ON %s TO %I', batch_table, grantee);
    ELSE
        -- UPDATE shows commands again that were put aside during a pause.
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON pgmq.%I TO %I', 'q_' || queue, grantee);
        EXECUTE format('GRANT SELECT, DELETE ON pgmq.%I TO %I', 'a_' || queue, grantee);
        -- For metrics: how many messages were ever sent.
        EXECUTE format('GRANT SELECT ON SEQUENCE pgmq.%I TO %I', 'q_' || queue || '_msg_id_seq', grantee);
        -- For lists over every domain: which there are.
        EXECUTE format('GRANT SELECT ON pgmq.meta TO %I', grantee);
        EXECUTE format('GRANT SELECT, UPDATE, DELETE ON %s TO %I', command_table, grantee);
        EXECUTE format('GRANT SELECT, INSERT, DELETE ON %s TO %I', audit_table, grantee);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', batch_table, grantee);
    END IF;

    IF to_regclass(format('pgmq.%I', 'q_' || replies)) IS NOT NULL THEN
        EXECUTE format('GRANT SELECT, INSERT ON pgmq.%I TO %I', 'q_' || replies, grantee);
    END IF;
END
$grants$;

COMMIT;
