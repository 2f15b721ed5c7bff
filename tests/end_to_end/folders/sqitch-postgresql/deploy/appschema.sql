-- Deploy zoo:appschema to pg

BEGIN;

CREATE SCHEMA zoo;

COMMIT;
