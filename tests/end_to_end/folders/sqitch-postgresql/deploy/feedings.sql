-- Deploy zoo:feedings to pg

BEGIN;

CREATE TABLE zoo.feedings (animal text REFERENCES zoo.animals, day date, PRIMARY KEY (animal, day));
INSERT INTO zoo.feedings SELECT name, '2023-02-03' FROM zoo.animals;
CREATE FUNCTION zoo.last_fed(animal text) RETURNS date LANGUAGE sql STABLE
BEGIN ATOMIC
  SELECT max(day) FROM zoo.feedings f WHERE f.animal = last_fed.animal;
END;

COMMIT;
