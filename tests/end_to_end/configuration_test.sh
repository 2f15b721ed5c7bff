#!/usr/bin/env bash
. "${0%/*}/lib.sh"

# configured LINE…: an alembic.toml of these lines, and an empty environment.
configured() {
  mkdir -p migrations/versions
  printf '%s\n' "$@" >alembic.toml
}

refused() {
  expect_exit 2
  expect_plain_error
}

scenario 'no alembic.toml anywhere'
run fz migrate current
refused
expect_stderr_has 'alembic.toml'

scenario 'a file named by -c that is not there'
run fz -c nowhere.toml migrate current
refused
expect_stderr_has 'nowhere.toml'

scenario 'a broken file is an error with its line'
configured '[alembic]' 'script_location = "migrations' '[database]'
run fz migrate current
refused
expect_stderr_has 'alembic.toml:2'

scenario 'an unknown key is named, with its line'
configured '[alembic]' 'script_location = "migrations"' 'script_locatoin = "x"'
run fz migrate current
refused
expect_stderr_has 'alembic.toml:3'
expect_stderr_has 'script_locatoin'

scenario 'a value of the wrong type is told what was expected'
configured '[alembic]' 'script_location = "migrations"' 'truncate_slug_length = "forty"'
run fz migrate heads
refused
expect_stderr_has 'alembic.toml:3'
expect_stderr_has 'truncate_slug_length'

scenario 'an unknown scheme'
configured '[alembic]' 'script_location = "migrations"' '[database]' 'url = "oracle://u:secret@h/d"'
run fz migrate current
refused
expect_stderr_has 'oracle'
expect_stderr_lacks 'secret'

scenario 'the folder of revisions does not exist'
configured '[alembic]' 'script_location = "migrations"' '[database]' 'url = "sqlite:///database.db"'
rm -r migrations
run fz migrate upgrade head
[ "$exit_code" -ne 0 ] || fail 'a failure' 'exit code 0'
expect_plain_error
expect_stderr_has 'migrations'
expect_no_file database.db

scenario 'the URL: --url before DATABASE_URL before .env before alembic.toml'
configured '[alembic]' 'script_location = "migrations"' '[database]' 'url = "sqlite:///toml.db"'
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_file toml.db
echo 'DATABASE_URL=sqlite:///dotenv.db' >.env
run fz migrate upgrade head
expect_exit 0
expect_file dotenv.db
run env DATABASE_URL=sqlite:///environment.db fz migrate upgrade head
expect_exit 0
expect_file environment.db
run env DATABASE_URL=sqlite:///environment.db fz --url sqlite:///option.db migrate upgrade head
expect_exit 0
expect_version option.db cccccccccccc

scenario 'a dollar and a name in braces come from the environment'
# shellcheck disable=SC2016
configured '[alembic]' 'script_location = "migrations"' '[database]' 'url = "sqlite:///${FZ_TEST_NAME}.db"'
three_revisions
run env FZ_TEST_NAME=chosen fz migrate upgrade head
expect_exit 0
expect_version chosen.db cccccccccccc
run fz migrate upgrade head
refused
expect_stderr_has 'FZ_TEST_NAME'

scenario 'a path in alembic.toml is relative to it, one from --url to the working folder'
configured '[alembic]' 'script_location = "migrations"' '[database]' 'url = "sqlite:///here.db"'
three_revisions
mkdir elsewhere
cd elsewhere || exit 1
run fz -c ../alembic.toml migrate upgrade head
expect_exit 0
expect_no_file here.db
expect_file ../here.db
run fz -c ../alembic.toml --url sqlite:///there.db migrate upgrade head
expect_exit 0
expect_file there.db

scenario 'SQLAlchemy drivers in the URL are taken as they are'
configured '[alembic]' 'script_location = "migrations"'
three_revisions
run fz --url "sqlite+aiosqlite:///$PWD/a.db" migrate upgrade head
expect_exit 0
expect_version a.db cccccccccccc

scenario 'the version table may have another name'
configured '[alembic]' 'script_location = "migrations"' 'version_table = "my_versions"' \
  '[database]' 'url = "sqlite:///database.db"'
three_revisions
run fz migrate upgrade head
expect_exit 0
expect_query database.db 'SELECT version_num FROM my_versions' cccccccccccc

scenario 'wrong usage ends with 2 and says what there is'
configured '[alembic]' 'script_location = "migrations"'
run fz no-such-command
refused
run fz migrate upgrade head --no-such-flag
refused
run fz --help
expect_exit 0
expect_stdout_has 'migrate'
expect_stdout_has 'create-user'
