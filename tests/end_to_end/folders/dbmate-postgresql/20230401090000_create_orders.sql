-- migrate:up
CREATE TYPE order_state AS ENUM ('open', 'paid');
CREATE TABLE orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  state order_state NOT NULL DEFAULT 'open',
  total integer NOT NULL CHECK (total >= 0)
);
INSERT INTO orders (state, total) SELECT 'open', n FROM generate_series(1, 20) n;

-- migrate:down
DROP TABLE orders;
DROP TYPE order_state;
