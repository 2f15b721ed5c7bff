-- Verify zoo:animals on pg

BEGIN;

SELECT name, house FROM zoo.animals WHERE false;

ROLLBACK;
