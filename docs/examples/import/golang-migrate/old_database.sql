CREATE TABLE schema_migrations (version uint64, dirty bool);
INSERT INTO schema_migrations VALUES (1, 0);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
