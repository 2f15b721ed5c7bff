-- Revert zoo:animals from pg

BEGIN;

DROP TABLE zoo.animals;

COMMIT;
