-- Revert zoo:keepers from pg

BEGIN;

DROP TABLE zoo.keepers;

COMMIT;
