CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,
  CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
INSERT INTO alembic_version VALUES ('74f39286e2f6');
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
