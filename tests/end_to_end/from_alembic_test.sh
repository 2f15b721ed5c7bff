#!/usr/bin/env bash
# A database that Alembic made is taken over, and may go back.
. "${0%/*}/lib.sh"

# What Alembic 1.8.1 and SQLAlchemy write for revision 74f39286e2f6.
alembic_database() {
  sqlite3 database.db <<'END'
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
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
INSERT INTO alembic_version VALUES ('74f39286e2f6');
INSERT INTO users (id, username, password, email) VALUES (5, 'ada', 'h', 'ada@example.org');
END
}

# An environment for Alembic itself beside ours.
alembic_project() {
  alembic init environment >/dev/null 2>&1 || fail 'alembic init' 'it failed'
  sed -i 's#^sqlalchemy.url.*#sqlalchemy.url = sqlite:///database.db#' alembic.ini
  cat >environment/versions/74f39286e2f6_create_users_table.py <<'END'
"""create users table"""
import sqlalchemy as sa
from alembic import op

revision = "74f39286e2f6"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("username"),
    )


def downgrade():
    op.drop_table("users")
END
}

taken_over() {
  run fz migrate current
  expect_exit 0
  expect_stdout '74f39286e2f6'
  run fz migrate upgrade head
  expect_exit 0
  expect_stderr_lacks 'Running upgrade  ->'
  expect_version database.db 60c924cc7e63
  run fz migrate downgrade -1
  expect_exit 0
  expect_version database.db 74f39286e2f6
}

scenario 'taken over: current, upgrade and downgrade work on what is there'
own_project
alembic_database
taken_over
expect_query database.db 'SELECT id, username FROM users' '5|ada'
run fz migrate downgrade base
expect_exit 0
expect_schema database.db ''

if ! command -v alembic >/dev/null; then
  skip 'Alembic itself is not installed'
  exit 0
fi

scenario 'the same with a database made by Alembic itself, and back to it'
own_project
alembic_project
run alembic upgrade head
expect_exit 0
taken_over
run alembic current
expect_exit 0
expect_stdout_has '74f39286e2f6 (head)'
run alembic downgrade base
expect_exit 0
expect_schema database.db ''

scenario 'a database made by fz is read by Alembic, and has the same schema, byte for byte'
own_project
alembic_project
run fz migrate upgrade 74f39286e2f6
expect_exit 0
run alembic current
expect_exit 0
expect_stdout_has '74f39286e2f6 (head)'
sqlite3 database.db "SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name" >ours
rm database.db
run alembic upgrade head
expect_exit 0
sqlite3 database.db "SELECT sql FROM sqlite_schema WHERE type = 'table' ORDER BY name" >theirs
cmp -s ours theirs || fail "$(cat theirs)" "$(cat ours)"
