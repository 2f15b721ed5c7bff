-- +goose Up
-- +goose ENVSUB ON
INSERT INTO users (name) VALUES ('${ADMIN}');
-- +goose ENVSUB OFF
