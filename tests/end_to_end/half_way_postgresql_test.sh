#!/usr/bin/env bash
# What stays in a PostgreSQL database of a section outside of transactions that was stopped: it is
# said, and the next run finishes the work.
. "${0%/*}/lib.sh"
. "${0%/*}/postgres.sh"
. "${0%/*}/half_way.sh"

sql() { psql -X -q -A -t -c "$1"; }

# new_database_project: fz finds the database by its URL.
new_database_project() {
  new_database
  export DATABASE_URL=$postgres_url
  new_project
}

for graph in linear other_heads merged depending labelled; do
  scenario "an upgrade, $graph"
  new_database_project
  half_way_up "$graph"
  scenario "a downgrade, $graph"
  new_database_project
  half_way_down "$graph"
done

# hold SQL: a session that keeps what runs CONCURRENTLY from coming to its end; let_go ends it.
hold() {
  mkfifo held
  psql -X -q -A -t <held >holding 2>&1 &
  holder=$!
  exec 7>held
  printf "BEGIN ISOLATION LEVEL REPEATABLE READ;\n%s;\nSELECT 'held';\n" "$1" >&7
  wait_until 'a session that holds' grep -q held holding
}
# What was started meanwhile has the pipe open too: psql is told to leave.
let_go() {
  printf 'ROLLBACK;\n\\q\n' >&7
  exec 7>&-
  wait "$holder"
}

# A batch job that commits and fails in its second batch unless $1 is mended.
batches="DO \$\$ BEGIN
  FOR n IN 1..3 LOOP INSERT INTO log VALUES (n); COMMIT; PERFORM 1 / (n - 2); END LOOP;
END \$\$;"
mended=${batches/PERFORM 1 \/ (n - 2);/}

scenario 'a DO that commits and fails: a part of it stays, and it is run again when it is mended'
new_database_project
sql 'CREATE TABLE log (n int)'
subject ssss '' "$batches" ''
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'division by zero'
expect_stderr_has 'Statement 1 commits by itself: part of its work may have been committed. The next run runs it again, and it may be changed in the file.'
expect_stderr_lacks 'nothing of it remains'
expect_row 'SELECT count(*) FROM log' 2
run fz migrate status
expect_exit 3
expect_stderr_has 'statement 1 was begun'
subject ssss '' "$mended" ''
type_advice
expect_exit 0
expect_row 'SELECT count(*) FROM log' 5
expect_row "SELECT to_regclass('alembic_version_journal') IS NULL" t

scenario 'a DO that commits is not tried again by itself when a lock was not free'
new_database_project
sql 'CREATE TABLE log (n int); CREATE TABLE gate (x int)'
subject ssss '' "DO \$\$ BEGIN INSERT INTO log VALUES (1); COMMIT; LOCK TABLE gate; END \$\$;" ''
hold 'LOCK TABLE gate'
run fz migrate upgrade heads --statement-lock-timeout 200ms
let_go
expect_exit 1
expect_stderr_has 'Another session held a lock that this statement needs for longer than it waits.'
expect_stderr_has '--statement-lock-timeout'
expect_stderr_has 'part of its work may have been committed'
expect_row 'SELECT count(*) FROM log' 1

scenario 'a CALL that is interrupted is run again'
new_database_project
sql "CREATE TABLE log (n int); CREATE PROCEDURE work() LANGUAGE plpgsql AS \$\$ BEGIN
  FOR n IN 1..20 LOOP INSERT INTO log VALUES (n); COMMIT; PERFORM pg_sleep(0.2); END LOOP; END \$\$"
subject ssss '' 'SELECT 1; CALL work();' ''
start fz migrate upgrade heads
some_are_there() { [ "$(sql 'SELECT count(*) > 2 FROM log')" = t ]; }
wait_until 'some batches' some_are_there
kill -INT "$pid"
finish
expect_exit 130
expect_stderr_has 'its first statement is kept'
expect_stderr_has 'Statement 2 commits by itself: part of its work may have been committed.'
run fz migrate current --check-heads
expect_exit 3
subject ssss '' 'SELECT 1; CALL work();
SELECT 2;' ''
run fz migrate upgrade heads
expect_exit 0
expect_row 'SELECT count(*) > 22 FROM log' t

# interrupt_when SQL: Ctrl-C, once the query gives t.
interrupt_when() {
  is_true() { [ "$(sql "$1")" = t ]; }
  start fz migrate upgrade heads
  wait_until "$1" is_true "$1"
  kill -INT "$pid"
  finish
  expect_exit 130
}

waits="SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'"

scenario 'an index whose building was interrupted: it is named, and built by the next run'
new_database_project
sql 'CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)'
subject ssss '' 'CREATE INDEX CONCURRENTLY t_x ON t (x);' ''
hold 'INSERT INTO t VALUES (2)'
interrupt_when "$waits"
expect_stderr_has 'Statement 1 has left the invalid index t_x; the next run drops it and runs the statement again.'
expect_stderr_lacks 'nothing of it remains'
let_go
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass" f
run fz migrate status
expect_exit 3
type_advice
expect_exit 0
expect_stderr_has 'Dropping the invalid index t_x'
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass" t

scenario 'a unique index that cannot be built leaves nothing, and its statement may be changed'
new_database_project
sql 'CREATE TABLE t (x int); INSERT INTO t VALUES (1), (1)'
subject ssss '' 'CREATE UNIQUE INDEX CONCURRENTLY t_x ON t (x);' ''
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'Dropping the invalid index t_x'
expect_stderr_has 'Revision ssss was rolled back; nothing of it remains.'
expect_row "SELECT to_regclass('t_x') IS NULL" t
run fz migrate current
expect_exit 0
subject ssss '' 'CREATE INDEX CONCURRENTLY t_y ON t (x);' ''
run fz migrate upgrade heads
expect_exit 0

# broken_index: an invalid index t_x, as a failed attempt in psql leaves it.
broken_index() {
  sql 'CREATE TABLE t (x int)'
  sql 'INSERT INTO t VALUES (1), (1)'
  sql 'CREATE UNIQUE INDEX CONCURRENTLY t_x ON t (x)' 2>/dev/null
  sql 'DELETE FROM t'
  expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass" f
}

scenario 'IF NOT EXISTS over an invalid index builds it'
new_database_project
broken_index
subject ssss '' 'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_x ON t (x);' ''
run fz migrate upgrade heads
expect_exit 0
expect_stderr_has 'Dropping the invalid index t_x'
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass" t
run fz migrate downgrade base
run fz migrate upgrade heads
expect_exit 0
expect_stderr_lacks Dropping

scenario 'IF NOT EXISTS over an invalid index of another table is refused'
new_database_project
broken_index
sql 'CREATE TABLE u (x int)'
subject ssss '' 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_x ON u (x);' ''
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'The index t_x is there and invalid, and belongs to the table t'
run fz migrate current
expect_stdout ''

scenario 'IF NOT EXISTS over an index that another session is building is refused'
new_database_project
sql 'CREATE TABLE t (x int)'
subject ssss '' 'CREATE INDEX CONCURRENTLY IF NOT EXISTS t_x ON t (x);' ''
hold 'INSERT INTO t VALUES (2)'
psql -X -q -c 'CREATE INDEX CONCURRENTLY t_x ON t (x)' &
builder=$!
is_waiting() { [ "$(sql "$waits")" = t ]; }
wait_until 'the other session builds' is_waiting
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'The index t_x is there and invalid, and another session is building it'
let_go
wait "$builder"
run fz migrate upgrade heads
expect_exit 0
expect_row "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass" t

scenario 'a rebuild that was interrupted: what stays is named, and the next run drops it'
new_database_project
sql 'CREATE TABLE t (x int); CREATE INDEX t_x ON t (x)'
subject ssss '' 'REINDEX INDEX CONCURRENTLY t_x;' ''
hold 'INSERT INTO t VALUES (2)'
interrupt_when "$waits"
expect_stderr_has 'Statement 1 has left the invalid index t_x_ccnew; the next run drops it and runs the statement again.'
let_go
run fz migrate resume
expect_exit 0
expect_row 'SELECT count(*) FROM pg_index WHERE NOT indisvalid' 0

scenario 'a partition whose detaching was interrupted is named, and detached by the next run'
new_database_project
sql 'CREATE TABLE p (x int) PARTITION BY LIST (x); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)'
subject ssss '' 'ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;' ''
hold 'SELECT * FROM p'
interrupt_when 'SELECT bool_or(inhdetachpending) FROM pg_inherits'
expect_stderr_has 'Statement 1 has begun to detach p1; the next run finishes it.'
let_go
run fz migrate resume
expect_exit 0
expect_row 'SELECT count(*) FROM pg_inherits' 0

scenario 'a temporary table made before the failure is gone, which is said'
new_database_project
subject ssss '' 'CREATE TEMPORARY TABLE work (x int);
INSERT INTO gone SELECT x FROM work;
SELECT 1;' ''
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'The temporary objects of statement 1 ended with their session, and the next run does not make them again.'
sql 'CREATE TABLE gone (x int)'
run fz migrate resume
expect_exit 1
expect_stderr_has 'Statement 1 of revision ssss made temporary objects, which ended with its session'
subject ssss '' 'CREATE TEMPORARY TABLE work (x int);
CREATE TEMPORARY TABLE work (x int);
INSERT INTO gone SELECT x FROM work;
SELECT 1;' ''
run fz migrate resume
expect_exit 0

scenario 'a section that is tried again for a lock keeps its session'
new_database_project
sql 'CREATE TABLE gate (x int)'
subject ssss '' 'CREATE TEMPORARY TABLE work (x int);
LOCK TABLE gate;
INSERT INTO work VALUES (1);
SELECT 1;' ''
hold 'LOCK TABLE gate'
start fz migrate upgrade heads --statement-lock-timeout 200ms --retries 20
wait_until 'a second attempt' grep -q 'trying again' "$work/stderr"
let_go
finish
expect_exit 0

scenario 'after COMMIT AND CHAIN the section goes on in a transaction, with its settings'
new_database_project
sql 'CREATE TABLE log (level text)'
chained() {
  subject ssss '' "BEGIN ISOLATION LEVEL SERIALIZABLE;
INSERT INTO log VALUES ('first');
COMMIT AND CHAIN;
INSERT INTO log VALUES (current_setting('transaction_isolation'));
$1
COMMIT;
INSERT INTO log VALUES (current_setting('transaction_isolation'));" ''
}
chained 'SELECT 1 / 0;'
run fz migrate upgrade heads
expect_exit 1
expect_stderr_has 'its first 3 statements are kept'
expect_row 'SELECT string_agg(level, $$ $$) FROM log' first
chained ''
run fz migrate resume
expect_exit 0
expect_stderr_lacks WARN
expect_row 'SELECT string_agg(level, $$ $$) FROM log' 'first serializable read committed'
sql 'TRUNCATE log; DELETE FROM alembic_version'
fz migrate upgrade heads --sql >script.sql
run psql -X -q -v ON_ERROR_STOP=1 -f script.sql
expect_exit 0
expect_stderr_lacks WARNING
expect_row 'SELECT string_agg(level, $$ $$) FROM log' 'first serializable read committed'

scenario 'killed in the middle of a CALL: a person says what it did'
new_database_project
sql "CREATE TABLE log (n int); CREATE PROCEDURE work() LANGUAGE plpgsql AS \$\$ BEGIN
  INSERT INTO log VALUES (1); COMMIT; PERFORM pg_sleep(2); END \$\$"
subject ssss '' 'CALL work();' ''
start fz migrate upgrade heads
one_is_there() { [ "$(sql 'SELECT count(*) FROM log')" = 1 ]; }
wait_until 'the first batch' one_is_there
kill -9 "$pid"
finish 2>/dev/null
run fz migrate status
expect_exit 3
type_advice
expect_exit 1
expect_stderr_has 'nothing in the database shows whether it was completed'
subject ssss '' 'CALL work( );' ''
run fz migrate resume
expect_exit 1
expect_stderr_has 'was stopped while statement 1 was at work, and the file has changed there since'
run fz migrate resume --interrupted-statement redo
expect_exit 0
expect_row 'SELECT count(*) FROM log' 2

scenario 'a lock that a statement waited for is not the migration lock'
new_database_project
sql 'CREATE TABLE gate (x int)'
revision aaaa '' 'through the gate' 'ALTER TABLE gate ADD y int;'
hold 'LOCK TABLE gate'
run fz migrate upgrade head --statement-lock-timeout 200ms --retries 0
expect_exit 1
expect_stderr_has 'Another session held a lock that this statement needs for longer than it waits.'
expect_stderr_has '--statement-lock-timeout sets how long a statement waits for a lock'
let_go

scenario 'idle_session_timeout ends neither the runner that holds the lock nor the one that waits'
new_database_project
sql "ALTER DATABASE $PGDATABASE SET idle_session_timeout = '300ms'"
revision aaaa '' 'slow' 'SELECT pg_sleep(2);'
revision bbbb aaaa 'next' 'CREATE TABLE b (x int);'
fz migrate upgrade head >first 2>&1 &
first=$!
wait_until 'the first runner at work' grep -q Running first
run fz migrate upgrade head
expect_exit 0
wait "$first" || fail 'exit code 0' "$(cat first)"
expect_row 'SELECT version_num FROM alembic_version' bbbb
