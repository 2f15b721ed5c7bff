-- +++
-- revision = "60c924cc7e63"
-- down_revision = "74f39286e2f6"
-- branch_labels = []
-- depends_on = []
-- message = "add updated_at to users"
-- create_date = 2024-09-14T09:41:27Z
-- +++

-- SQLite refuses to add a column whose default is not constant, so the table is made anew and its
-- rows are copied (https://www.sqlite.org/lang_altertable.html, "Making Other Kinds Of Table Schema
-- Changes"). Rows that are there already get the time of the upgrade, as PostgreSQL gives them.

-- fz:upgrade
CREATE TABLE users_new (
	id INTEGER NOT NULL, 
	username VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	updated_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (email), 
	UNIQUE (username)
);
INSERT INTO users_new (id, username, password, email, created_at)
SELECT id, username, password, email, created_at FROM users;
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;

-- fz:upgrade postgresql
ALTER TABLE users
    ADD COLUMN updated_at TIMESTAMP WITHOUT TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL;

-- fz:downgrade
ALTER TABLE users DROP COLUMN updated_at;
