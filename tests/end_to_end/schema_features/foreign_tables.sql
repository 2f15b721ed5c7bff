CREATE EXTENSION postgres_fdw;
CREATE FOREIGN DATA WRAPPER nothing OPTIONS (debug 'true');
CREATE SERVER other TYPE 'db' VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost', dbname 'x');
CREATE USER MAPPING FOR CURRENT_USER SERVER other OPTIONS ("user" 'u');
CREATE FOREIGN TABLE far (id integer OPTIONS (column_name 'ID') NOT NULL, a text DEFAULT 'x', CHECK (id > 0))
    SERVER other OPTIONS (schema_name 's', table_name 'far');
CREATE TABLE parts (id integer) PARTITION BY RANGE (id);
CREATE FOREIGN TABLE parts_far PARTITION OF parts FOR VALUES FROM (0) TO (10) SERVER other;
GRANT USAGE ON FOREIGN SERVER other TO pg_monitor;
COMMENT ON FOREIGN TABLE far IS 'not here';
COMMENT ON SERVER other IS 'there';
