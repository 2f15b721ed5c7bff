-- migrate:up
PREPARE pay (integer) AS UPDATE orders SET state = 'paid' WHERE id = $1;
EXECUTE pay (2);
EXECUTE pay (3);

-- migrate:down
UPDATE orders SET state = 'open' WHERE id IN (2, 3);
