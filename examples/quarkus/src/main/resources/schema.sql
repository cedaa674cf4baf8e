CREATE TABLE orders (id int PRIMARY KEY, amount int NOT NULL);
CREATE TABLE ledger (order_id int PRIMARY KEY, amount int NOT NULL);
