CREATE TABLE placed_order (
    id bigint PRIMARY KEY,
    state text NOT NULL
);
SELECT pgmq.create('orders__commands'), pgmq.create('billing__commands');
