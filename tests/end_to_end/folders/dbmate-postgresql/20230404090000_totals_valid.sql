-- migrate:up
SET statement_timeout TO '1min';
ALTER TABLE orders VALIDATE CONSTRAINT orders_total_small;
PREPARE pay (integer) AS UPDATE orders SET state = 'paid' WHERE id = $1;
EXECUTE pay (1);

-- migrate:down
UPDATE orders SET state = 'open' WHERE id = 1;
