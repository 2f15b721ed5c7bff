-- +++
-- revision = "74f39286e2f6"
-- down_revision = ""
-- branch_labels = []
-- depends_on = []
-- message = "create users table"
-- create_date = 2024-06-01T16:03:13Z
-- +++

-- The statements are those of Alembic's revision of the same id, blanks included: a database made
-- by either tool has the same text in its schema.

-- fz:upgrade
CREATE TABLE users (
	id INTEGER NOT NULL, 
	username VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (email), 
	UNIQUE (username)
);

-- fz:upgrade postgresql
CREATE TABLE users (
    id SERIAL NOT NULL,
    username VARCHAR NOT NULL,
    password VARCHAR NOT NULL,
    email VARCHAR NOT NULL,
    created_at TIMESTAMP WITHOUT TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (email),
    UNIQUE (username)
);

-- fz:downgrade
DROP TABLE users;
