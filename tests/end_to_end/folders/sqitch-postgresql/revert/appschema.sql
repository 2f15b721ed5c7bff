-- Revert zoo:appschema from pg

BEGIN;

DROP SCHEMA zoo;

COMMIT;
