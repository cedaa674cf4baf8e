DO $shape$
DECLARE
    definition text;
BEGIN
    FOR definition IN
        SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p
        WHERE p.pronamespace = 'pgmq'::regnamespace AND p.proname <> 'acquire_queue_lock'
          AND p.prosrc LIKE '%acquire_queue_lock%'
    LOOP
        definition := replace(definition, 'PERFORM pgmq.acquire_queue_lock(queue_name);', '');
        -- It dropped what it did not look for, and no table IF EXISTS.
        definition := regexp_replace(
            definition, 'IF NOT EXISTS \(\s+?SELECT 1\s+?FROM information_schema\.tables\s+?WHERE table_name = qtable.*?END IF;',
            '');
        definition := replace(definition, 'DROP TABLE IF EXISTS', 'DROP TABLE');
        EXECUTE definition;
    END LOOP;

    FOR definition IN
        SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p
        WHERE p.pronamespace = 'pgmq'::regnamespace AND p.proname IN ('pop', 'set_vt')
    LOOP
        EXECUTE replace(definition, 'clock_timestamp()', 'now()');
    END LOOP;
END
$shape$;

DROP FUNCTION pgmq.acquire_queue_lock(text);
