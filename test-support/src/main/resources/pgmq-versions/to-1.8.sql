DROP FUNCTION pgmq.read_grouped(text, integer, integer);
DROP FUNCTION pgmq.read_grouped_with_poll(text, integer, integer, integer, integer);
DROP FUNCTION pgmq.read_grouped_rr(text, integer, integer);
DROP FUNCTION pgmq.read_grouped_rr_with_poll(text, integer, integer, integer, integer);
DROP FUNCTION pgmq.create_fifo_indexes_all();
DROP FUNCTION pgmq.create_fifo_index(text);
DROP FUNCTION pgmq._create_fifo_index_if_not_exists(text);
