CREATE TABLE purchase (
    id uuid PRIMARY KEY,
    item text NOT NULL,
    quantity int NOT NULL,
    state text NOT NULL,
    problem text
);

CREATE TABLE stock (
    item text PRIMARY KEY,
    available int NOT NULL CHECK (available >= 0)
);

CREATE TABLE reservation (
    purchase_id uuid PRIMARY KEY,
    item text NOT NULL REFERENCES stock,
    quantity int NOT NULL
);

INSERT INTO stock (item, available) VALUES ('tea', 100), ('coffee', 100);
