#!/usr/bin/env bash
# fz and Alembic agree about the version rows after every command, alone and in turn on one file.
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # hundreds of small transactions: no disk to wait for
. "${0%/*}/lib.sh"

# The interpreter that Alembic itself runs in; it may not be the first python3 of the PATH.
python=$(sed -n '1s/^#! *//p' "$(command -v alembic)" 2>/dev/null)
if [ -z "$python" ] || ! $python -c 'import alembic' 2>/dev/null; then
  skip 'Alembic is not installed'
  exit 77 # SKIP_RETURN_CODE
fi

scenario 'the same rows and tables after every command'
# shellcheck disable=SC2086 # "/usr/bin/env python3" are two words
run $python "$source_root/tests/end_to_end/alembic_interop.py" "$FZ" "$PWD"
expect_exit 0
expect_stderr ''
