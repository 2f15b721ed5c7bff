CREATE TABLE schema_migrations (version varchar(128) primary key);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO schema_migrations VALUES ('20240601120000');
