CREATE TABLE animals (id integer NOT NULL, name text DEFAULT 'it', weight integer, CONSTRAINT heavy CHECK (weight > 0));
CREATE TABLE pets (owner text, name text DEFAULT 'dear') INHERITS (animals);
CREATE TABLE wild (id integer NOT NULL, name text, weight integer, area text, CONSTRAINT heavy CHECK (weight > 0));
ALTER TABLE wild INHERIT animals;
CREATE TABLE both_kinds () INHERITS (pets, wild);
CREATE TABLE counted (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE counted_heir (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED);
ALTER TABLE counted_heir INHERIT counted;
CREATE TABLE counted_child (c text) INHERITS (counted);
