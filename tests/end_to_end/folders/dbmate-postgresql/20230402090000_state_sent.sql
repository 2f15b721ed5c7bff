-- migrate:up transaction:false
ALTER TYPE order_state ADD VALUE IF NOT EXISTS 'sent' AFTER 'paid';
UPDATE orders SET state = 'sent' WHERE total > 15;
CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_state ON orders (state);

-- migrate:down transaction:false
DROP INDEX CONCURRENTLY IF EXISTS orders_state;
UPDATE orders SET state = 'paid' WHERE state = 'sent';
