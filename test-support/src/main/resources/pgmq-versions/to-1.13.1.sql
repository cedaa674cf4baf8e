ALTER TYPE pgmq.metrics_result ADD ATTRIBUTE default_partition_length bigint;

CREATE OR REPLACE FUNCTION pgmq.notify_queue_listeners()
RETURNS TRIGGER AS $$
DECLARE
  updated_count INTEGER;
BEGIN
  UPDATE pgmq.notify_insert_throttle
  SET last_notified_at = clock_timestamp()
  WHERE queue_name = TG_ARGV[0]
    AND (throttle_interval_ms = 0
      OR clock_timestamp() - last_notified_at >= (throttle_interval_ms * INTERVAL '1 millisecond'));
  GET DIAGNOSTICS updated_count = ROW_COUNT;
  IF updated_count > 0 THEN
    PERFORM PG_NOTIFY('pgmq.q_' || TG_ARGV[0] || '.' || TG_OP, NULL);
  END IF;
  RETURN NEW;
END;
$$ LANGUAGE plpgsql;

DO $shape$
DECLARE
    definition text;
BEGIN
    definition := pg_get_functiondef('pgmq.enable_notify_insert(text,integer)'::regprocedure);
    definition := replace(definition, 'pgmq.notify_queue_listeners()', 'pgmq.notify_queue_listeners(%L)');
    definition := regexp_replace(definition, 'qtable\s+\);', 'qtable, v_queue_name);');
    EXECUTE definition;

    definition := pg_get_functiondef('pgmq.read_grouped_rr_with_poll(text,integer,integer,integer,integer)'::regprocedure);
    EXECUTE replace(definition, 'read_grouped_rr', 'read_grouped_head');
END
$shape$;
