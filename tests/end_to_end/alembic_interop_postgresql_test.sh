#!/usr/bin/env bash
# As alembic_interop_test.sh, on a PostgreSQL server.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"

python=$(sed -n '1s/^#! *//p' "$(command -v alembic)" 2>/dev/null)
if [ -z "$python" ] || ! $python -c 'import alembic, psycopg2' 2>/dev/null; then
  skip 'Alembic or psycopg2 is not installed'
  exit 77 # SKIP_RETURN_CODE
fi

scenario 'the same rows and tables after every command'
# shellcheck disable=SC2086 # "/usr/bin/env python3" are two words
run $python "$source_root/tests/end_to_end/alembic_interop.py" "$FZ" "$PWD" \
  "postgresql+psycopg2://fz@/{}?host=$PGHOST"
expect_exit 0
expect_stderr ''
