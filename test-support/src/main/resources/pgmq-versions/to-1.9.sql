-- These were defined through the form with an instant.
DROP FUNCTION pgmq.set_vt(text, bigint, integer);
DROP FUNCTION pgmq.set_vt(text, bigint, timestamptz);
DROP FUNCTION pgmq.set_vt(text, bigint[], integer);
DROP FUNCTION pgmq.set_vt(text, bigint[], timestamptz);

DO $shape$
DECLARE
    definitions text[];
    definition text;
BEGIN
    SELECT array_agg(pg_get_functiondef(p.oid)) INTO definitions FROM pg_proc AS p
    WHERE p.pronamespace = 'pgmq'::regnamespace
      AND (p.prorettype = 'pgmq.message_record'::regtype OR p.prosrc LIKE '%last_read_at%');

    DROP TYPE pgmq.message_record CASCADE;
    CREATE TYPE pgmq.message_record AS (
        msg_id BIGINT,
        read_ct INTEGER,
        enqueued_at TIMESTAMP WITH TIME ZONE,
        vt TIMESTAMP WITH TIME ZONE,
        message JSONB,
        headers JSONB
    );

    FOREACH definition IN ARRAY definitions LOOP
        definition := regexp_replace(definition, ',\s*last_read_at = clock_timestamp\(\)', '', 'g');
        definition := regexp_replace(definition, 'last_read_at = clock_timestamp\(\),', '', 'g');
        definition := regexp_replace(definition, 'last_read_at TIMESTAMP WITH TIME ZONE,', '', 'g');
        definition := regexp_replace(definition, '(m\.)?last_read_at,', '', 'g');
        IF definition LIKE '%last_read_at%' THEN
            RAISE EXCEPTION 'last_read_at is left in %', definition;
        END IF;
        EXECUTE definition;
    END LOOP;
END
$shape$;

CREATE FUNCTION pgmq.set_vt(queue_name TEXT, msg_id BIGINT, vt INTEGER)
RETURNS SETOF pgmq.message_record AS $$
DECLARE
    sql TEXT;
    qtable TEXT := pgmq.format_table_name(queue_name, 'q');
BEGIN
    sql := FORMAT(
        $QUERY$
        UPDATE pgmq.%I
        SET vt = (clock_timestamp() + %L)
        WHERE msg_id = %L
        RETURNING *;
        $QUERY$,
        qtable, make_interval(secs => vt), msg_id
    );
    RETURN QUERY EXECUTE sql;
END;
$$ LANGUAGE plpgsql;

CREATE FUNCTION pgmq.set_vt(queue_name TEXT, msg_ids BIGINT[], vt INTEGER)
RETURNS SETOF pgmq.message_record AS $$
DECLARE
    sql TEXT;
    qtable TEXT := pgmq.format_table_name(queue_name, 'q');
BEGIN
    sql := FORMAT(
        $QUERY$
        UPDATE pgmq.%I
        SET vt = $1
        WHERE msg_id = ANY($2)
        RETURNING *;
        $QUERY$,
        qtable
    );
    RETURN QUERY EXECUTE sql USING clock_timestamp() + make_interval(secs => vt), msg_ids;
END;
$$ LANGUAGE plpgsql;
