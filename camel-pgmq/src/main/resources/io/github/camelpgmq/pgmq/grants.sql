-- The least rights with which a role can use one queue. None of them lets it create, purge or drop queues.
--
-- Run it as the owner of the queue, once for each queue and use:
--
--   psql -v role=app -v queue=orders      -v use=send    -f grants.sql
--   psql -v role=app -v queue=orders      -v use=consume -f grants.sql
--   psql -v role=app -v queue=orders_dead -v use=send    -f grants.sql
--
--   role   an existing role
--   queue  the queue's name as in the endpoint
--   use    send     producers, and the dead-letter queue of a consumer
--          consume  consumers with ackMode=delete or none
--          archive  consumers with ackMode=archive, or with maxDeliveries but no deadLetterQueue
--
-- Everything is one transaction. Without psql put the three values, each in single quotes, where :'role', :'queue' and
-- :'use' stand.

BEGIN;

SELECT set_config('camelpgmq.role', :'role', true),
       set_config('camelpgmq.queue', :'queue', true),
       set_config('camelpgmq.use', :'use', true);

DO $grants$
DECLARE
    grantee text := current_setting('camelpgmq.role');
    queue text := lower(current_setting('camelpgmq.queue'));
    what text := current_setting('camelpgmq.use');
BEGIN
    IF what NOT IN ('send', 'consume', 'archive') THEN
        RAISE EXCEPTION 'use is %, but must be send, consume or archive', what;
    END IF;

    -- PGMQ's functions run with the rights of their caller.
    EXECUTE format('GRANT USAGE ON SCHEMA pgmq TO %I', grantee);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq TO %I', grantee);

    -- For metrics: how many messages were ever sent.
    EXECUTE format('GRANT SELECT ON SEQUENCE pgmq.%I TO %I', 'q_' || queue || '_msg_id_seq', grantee);

    IF what = 'send' THEN
        EXECUTE format('GRANT SELECT, INSERT ON pgmq.%I TO %I', 'q_' || queue, grantee);
        -- The insert trigger (pgmq.enable_notify_insert, PGMQ 1.8 and newer) writes down when it has notified.
        IF to_regclass('pgmq.notify_insert_throttle') IS NOT NULL THEN
            EXECUTE format('GRANT SELECT, UPDATE (last_notified_at) ON pgmq.notify_insert_throttle TO %I', grantee);
        END IF;
    ELSE
        EXECUTE format('GRANT SELECT, UPDATE, DELETE ON pgmq.%I TO %I', 'q_' || queue, grantee);
    END IF;

    IF what = 'archive' THEN
        EXECUTE format('GRANT SELECT, INSERT ON pgmq.%I TO %I', 'a_' || queue, grantee);
    END IF;
END
$grants$;

COMMIT;
