-- Verify zoo:feedings on pg

BEGIN;

SELECT zoo.last_fed(name) FROM zoo.animals;

ROLLBACK;
