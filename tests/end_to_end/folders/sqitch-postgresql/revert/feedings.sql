-- Revert zoo:feedings from pg

BEGIN;

DROP FUNCTION zoo.last_fed(text);
DROP TABLE zoo.feedings;

COMMIT;
