-- Deploy zoo:animals to pg

BEGIN;

SET client_min_messages = 'warning';
CREATE TABLE zoo.animals (name text PRIMARY KEY, house text NOT NULL);
INSERT INTO zoo.animals VALUES ('otter', 'water'), ('bear', 'hill');

COMMIT;
