CREATE SCHEMA tools;
CREATE EXTENSION pg_trgm WITH SCHEMA tools;
CREATE EXTENSION citext;
CREATE TABLE tools.t (a text, b citext);
CREATE INDEX t_trgm ON tools.t USING gin (a tools.gin_trgm_ops);
