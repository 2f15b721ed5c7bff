-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION billing.transfer(from_id bigint, to_id bigint, amount numeric) RETURNS void AS $body$
BEGIN
  UPDATE billing.accounts SET balance = balance - amount WHERE id = from_id;
  UPDATE billing.accounts SET balance = balance + amount WHERE id = to_id; -- semicolons inside; are text
END;
$body$ LANGUAGE plpgsql;
-- +goose StatementEnd
SELECT billing.transfer(1, 2, 2.25);

-- +goose Down
SELECT billing.transfer(2, 1, 2.25);
DROP FUNCTION billing.transfer(bigint, bigint, numeric);
