CREATE TABLE flyway_schema_history (installed_rank INT PRIMARY KEY, version VARCHAR(50),
  description VARCHAR(200), type VARCHAR(20), script VARCHAR(1000), checksum INT,
  installed_by VARCHAR(100), installed_on TEXT, execution_time INT, success BOOLEAN);
INSERT INTO flyway_schema_history VALUES (1, '1', 'create users', 'SQL', 'V1__create_users.sql',
  -1401248709, 'me', '', 1, 1);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
