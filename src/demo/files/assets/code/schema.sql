CREATE TABLE customers (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    country TEXT NOT NULL CHECK (length(country) = 2)
);

CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    customer_id INTEGER NOT NULL REFERENCES customers (id),
    placed_at   TEXT NOT NULL,
    cents       INTEGER NOT NULL CHECK (cents > 0)
);

CREATE INDEX orders_by_customer ON orders (customer_id, placed_at);
