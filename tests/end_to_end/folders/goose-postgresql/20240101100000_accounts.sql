-- +goose Up
CREATE SCHEMA billing;
SET search_path = billing, public;
CREATE TABLE accounts (id bigserial PRIMARY KEY, email text NOT NULL, balance numeric(12,2) NOT NULL DEFAULT 0);
INSERT INTO accounts (email, balance) VALUES ('a@example.com', 10.50), ('b@example.com', 0);

-- +goose Down
DROP SCHEMA billing CASCADE;
