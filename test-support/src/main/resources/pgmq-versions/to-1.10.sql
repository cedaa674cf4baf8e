DO $shape$
DECLARE
    gone text;
    definition text;
BEGIN
    FOR gone IN
        SELECT p.oid::regprocedure FROM pg_proc AS p
        WHERE p.pronamespace = 'pgmq'::regnamespace AND p.proname IN ('send_topic', 'send_batch_topic', 'bind_topic',
          'unbind_topic', 'test_routing', 'list_topic_bindings', 'validate_routing_key', 'validate_topic_pattern',
          'list_notify_insert_throttles', 'update_notify_insert', '_validate_batch_params')
    LOOP
        EXECUTE 'DROP FUNCTION ' || gone;
    END LOOP;
    -- What is now behind the check was the function itself.
    EXECUTE replace(
        pg_get_functiondef('pgmq._send_batch(text,jsonb[],jsonb[],timestamptz)'::regprocedure),
        'pgmq._send_batch', 'pgmq.send_batch');

    -- It named the columns it returns since 1.11 only.
    FOR definition IN
        SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p
        WHERE p.pronamespace = 'pgmq'::regnamespace AND p.proname IN ('read', 'read_with_poll', 'pop', 'set_vt')
    LOOP
        definition := regexp_replace(definition, 'RETURNING m\.msg_id[^;]*;', 'RETURNING m.*;');
        EXECUTE regexp_replace(definition, 'RETURNING msg_id[^;]*;', 'RETURNING *;');
    END LOOP;
END
$shape$;

DROP FUNCTION pgmq._send_batch(text, jsonb[], jsonb[], timestamptz);
DROP TABLE pgmq.topic_bindings;
