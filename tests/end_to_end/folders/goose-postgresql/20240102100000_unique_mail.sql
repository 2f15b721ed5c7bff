-- +goose NO TRANSACTION
-- +goose Up
CREATE UNIQUE INDEX CONCURRENTLY accounts_email ON billing.accounts (lower(email));
CREATE INDEX CONCURRENTLY accounts_balance ON billing.accounts (balance) WHERE balance > 0;

-- +goose Down
DROP INDEX CONCURRENTLY billing.accounts_balance;
DROP INDEX CONCURRENTLY billing.accounts_email;
