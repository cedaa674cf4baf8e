-- Once, as the owner of the database: the queue that the Pipe reads, the table that the handler writes, and what the
-- scaler may do. Its role has been created with a password of its own.
SELECT pgmq.create('orders');
SELECT pgmq.create('payments__commands');
CREATE TABLE account (id integer PRIMARY KEY, balance numeric NOT NULL);
INSERT INTO account SELECT id, 100 FROM generate_series(1, 100) AS id;

GRANT USAGE ON SCHEMA pgmq TO shop_scaler;
GRANT SELECT ON pgmq.q_payments__commands TO shop_scaler;
