-- Verify zoo:keepers on pg

BEGIN;

SELECT name, animal FROM zoo.keepers WHERE false;

ROLLBACK;
