-- Deploy zoo:keepers to pg

BEGIN;

SET search_path = zoo, public;
CREATE TABLE keepers (name text PRIMARY KEY, animal text REFERENCES animals);
INSERT INTO keepers VALUES ('Otto', 'otter');
LISTEN fed;
SELECT pg_advisory_lock(4711);

COMMIT;
