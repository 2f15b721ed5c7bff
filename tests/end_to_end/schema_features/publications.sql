CREATE TABLE t (id integer PRIMARY KEY, a text);
CREATE TABLE u (id integer PRIMARY KEY);
CREATE SCHEMA app;
CREATE PUBLICATION partial FOR TABLE t (id, a) WHERE (id > 10), TABLE u WITH (publish = 'insert, delete');
CREATE PUBLICATION whole FOR TABLES IN SCHEMA app WITH (publish_via_partition_root);
CREATE PUBLICATION everything FOR ALL TABLES;
COMMENT ON PUBLICATION partial IS 'part';
