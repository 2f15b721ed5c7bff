CREATE TABLE plain (id serial PRIMARY KEY, note text) WITH (fillfactor = 70, toast.autovacuum_enabled = off);
CREATE UNLOGGED TABLE quick (id integer);
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE typed OF pair (a NOT NULL, b DEFAULT 'x', PRIMARY KEY (a));
CREATE TABLE nothing ();
ALTER TABLE plain REPLICA IDENTITY FULL;
CREATE INDEX plain_note ON plain (note);
ALTER TABLE plain CLUSTER ON plain_note;
COMMENT ON TABLE plain IS E'two\nlines';
