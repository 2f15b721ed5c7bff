-- migrate:up
SET LOCAL lock_timeout = '2s';
ALTER TABLE orders ADD CONSTRAINT orders_total_small CHECK (total < 1000) NOT VALID;

-- migrate:down
ALTER TABLE orders DROP CONSTRAINT orders_total_small;
