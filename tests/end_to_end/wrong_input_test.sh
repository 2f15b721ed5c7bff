#!/usr/bin/env bash
# Everything that a person may type wrong, or find broken, ends in a sentence; nothing is written.
# The first list is of inputs that end in a Python traceback in Alembic.
. "${0%/*}/lib.sh"

# A stem, two branches with a label each, and a base of its own that needs one of them.
branches() {
  new_project
  revision aaaaaaaaaaaa '' 'stem' 'CREATE TABLE a (id INTEGER);' 'DROP TABLE a;'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'left' 'CREATE TABLE b (id INTEGER);' 'DROP TABLE b;'
  revision cccccccccccc aaaaaaaaaaaa 'right' 'CREATE TABLE c (id INTEGER);' 'DROP TABLE c;'
  revision dddddddddddd '' 'far' 'CREATE TABLE d (id INTEGER);' 'DROP TABLE d;'
  declare_in bbbbbbbbbbbb 'branch_labels = ["left"]'
  declare_in cccccccccccc 'branch_labels = ["right"]'
  declare_in dddddddddddd 'depends_on = ["left"]'
}

# declare_in ID LINE: adds a line to the front matter of a revision.
declare_in() { sed -i "s/^-- message/-- $2\n&/" migrations/versions/"$1"_*.sql; }

files() { find . -type f -exec sha256sum {} + | sort; }

# refused WORD… : the command line fails with a sentence, and every file is as it was.
refused() {
  local before lines
  before=$(files)
  run fz "$@"
  [ "$exit_code" = 1 ] || [ "$exit_code" = 2 ] || fail 'exit code 1 or 2' "exit code $exit_code"
  expect_plain_error
  expect_stderr_lacks 'Running '
  expect_stderr_has 'error: '
  lines=$(wc -l <<<"$stderr")
  [ "$lines" -le 5 ] || fail 'a message of a few lines' "$lines lines"
  [ "$(files)" = "$before" ] || fail "the files as they were: $before" "$(files)"
}

# refused_saying TEXT WORD…
refused_saying() {
  refused "${@:2}"
  expect_stderr_has "$1"
}

applied() {
  run fz migrate upgrade "$@"
  expect_exit 0
}

scenario 'relative targets that lead out of the history'
new_project
three_revisions
for applied_first in no yes; do
  [ $applied_first = no ] || applied bbbbbbbbbbbb
  refused_saying 'Walked too far' migrate upgrade head+1
  refused_saying 'Walked too far' migrate upgrade head-9
  refused_saying 'Walked too far' migrate upgrade aaaa+3
  refused_saying "didn't produce 4" migrate upgrade +4
  refused_saying "didn't produce 9" migrate upgrade -9
  refused_saying "didn't produce 0" migrate upgrade +0
  refused_saying "didn't produce 0" migrate upgrade -0
  refused_saying "didn't produce 3" migrate downgrade -3
  refused_saying "didn't produce 1" migrate downgrade +1
  refused_saying "didn't produce 0" migrate downgrade -0
  refused_saying 'Walked too far' migrate downgrade base-1
  refused_saying 'Walked too far' migrate downgrade aaaa-2
  refused_saying 'Walked too far' migrate downgrade head-9
  refused_saying 'Walked too far' migrate history -r :head-99
  refused_saying 'Walked too far' migrate history -r head-99:
done

scenario 'a branch that is not applied has nothing to go down from'
branches
refused_saying left migrate downgrade left@-1
applied cccccccccccc
refused_saying left migrate downgrade left@-1
refused_saying left migrate downgrade left@bbbb

scenario 'a history may begin below a branch point and end where only a dependency leads'
branches
run fz migrate history -r aaaaaaaaaaaa:heads
expect_exit 0
expect_stdout_has 'cccccccccccc'

scenario 'the same revision stamped twice is stamped once'
new_project
three_revisions
run fz migrate stamp bbbb bbbb
expect_exit 0
expect_version database.db bbbbbbbbbbbb

scenario 'a down_revision that is missing'
branches
declare_in bbbbbbbbbbbb 'down_revision = "999999999999"'
sed -i '/down_revision = "aaaa/d' migrations/versions/bbbbbbbbbbbb_*
for command in 'upgrade heads' 'downgrade base' heads history current 'stamp base' branches 'show bbbb' status; do
  # shellcheck disable=SC2086
  refused_saying 999999999999 migrate $command
  expect_stderr_has bbbbbbbbbbbb_left.sql
done

scenario 'a dependency that is missing'
branches
declare_in cccccccccccc 'depends_on = "nowhere"'
for command in 'upgrade heads' 'downgrade base' heads history current 'stamp base' branches 'show bbbb' status; do
  # shellcheck disable=SC2086
  refused_saying nowhere migrate $command
  expect_stderr_has cccccccccccc_right.sql
done

scenario 'a branch label that two revisions claim'
branches
declare_in aaaaaaaaaaaa 'branch_labels = "right"'
for command in 'upgrade heads' heads 'stamp base'; do
  # shellcheck disable=SC2086
  refused_saying right migrate $command
done

scenario 'branch labels that mean something else'
for label in head heads base aaaaaaaaaaaa a-b 'a b' a@b a:b a+b ''; do
  branches
  declare_in aaaaaaaaaaaa "branch_labels = [\"$label\"]"
  refused_saying 'aaaaaaaaaaaa_stem.sql' migrate upgrade heads
  rm -r alembic.toml migrations
done

scenario 'a file that is no revision'
branches
echo 'this is not SQL' >>migrations/versions/dddddddddddd_far.sql
sed -i '1,3d' migrations/versions/cccccccccccc_right.sql
for command in 'upgrade heads' heads current; do
  # shellcheck disable=SC2086
  refused_saying cccccccccccc_right.sql migrate $command
done

scenario 'cycles, whichever command finds them'
new_project
three_revisions
sed -i 's/^-- down_revision = ""/-- down_revision = "cccccccccccc"/' migrations/versions/aaaa*
for command in heads history 'upgrade head' 'stamp head' current branches; do
  # shellcheck disable=SC2086
  refused_saying 'ycle' migrate $command
done
scenario 'a revision below itself, and one that needs itself'
new_project
three_revisions
revision eeeeeeeeeeee eeeeeeeeeeee 'loop' 'SELECT 1;' 'SELECT 1;'
refused_saying eeeeeeeeeeee migrate heads
rm migrations/versions/eeee*
declare_in aaaaaaaaaaaa 'depends_on = ["cccccccccccc"]'
refused_saying cccccccccccc migrate heads

scenario 'URLs: percent signs, drivers and schemes'
new_project
three_revisions
refused_saying '%25' --url 'sqlite:///a%b.db' migrate upgrade head
sed -i 's#^url.*#url = "sqlite:///%(here)s/a.db"#' alembic.toml
refused_saying 'alembic.toml:' migrate upgrade head
refused_saying mysql --url mysql://root@localhost/db migrate upgrade head
refused --url '' migrate upgrade head
refused --url nonsense migrate upgrade head
refused --url sqlite:////nowhere/at/all.db migrate upgrade head
run fz --url sqlite+aiosqlite:///asynchronous.db migrate upgrade head # MissingGreenlet there
expect_exit 0
expect_version asynchronous.db cccccccccccc

scenario 'a statement that the database refuses'
new_project
three_revisions
applied head
revision dddddddddddd cccccccccccc 'wrong' 'SELEKT 1;' 'SELECT 1;'
before=$(sqlite3 database.db .dump)
run fz migrate upgrade head
expect_exit 1
expect_plain_error
expect_stderr_has 'dddddddddddd_wrong.sql:9'
[ "$(sqlite3 database.db .dump)" = "$before" ] || fail "$before" "$(sqlite3 database.db .dump)"

scenario 'the advice on several heads names branches that exist'
branches
refused_saying "member of branch 'left'" migrate upgrade left@cccccccccccc
refused_saying "cccccccccccc (right)" migrate upgrade head
refused_saying "cccccccccccc (right)" migrate downgrade heads
expect_stderr_lacks '@heads'
refused_saying "No such branch: 'heads'" migrate upgrade heads@head
expect_stderr_lacks 'heads@head@head'

# What is no identifier, or none that can be found, is refused wherever an identifier is expected.
for words in 'migrate upgrade' 'migrate downgrade' 'migrate show' 'migrate stamp' 'upgrade' 'downgrade'; do
  scenario "wrong identifiers for $words"
  branches
  applied left
  for identifier in '' ' ' @ @@ : :: ':x' 'x:' 'a:b:c' 'aaaa:bbbb' 'left@' 'left@cccc' 'left@right' \
    '@-1' 'left@left@head' 'nosuch' 'nosuch@head' 'head@head' 'heads+1' 'head-x' 'aaaa+' 'aaaa-' \
    '+' '-' '+-1' '+1zzz' '+1.5' '1+1+1' 'aaaa-1@head' '+99999999999999999999' '-2147483648' \
    $'a\nb' $'\e[31m' $'\xff' 'a;b' "a'b" '../../etc/passwd' 'left@+9' 'left@-9' 'bbbb+1' 'bbbb-9'; do
    # shellcheck disable=SC2086
    refused $words -- "$identifier"
    expect_stderr_lacks $'\e'
  done
  # shellcheck disable=SC2086
  refused $words -- "$(printf 'x%.0s' {1..20000})"
done

scenario 'wrong ranges'
branches
for range in '' a aaaa a:b:c :: 'bbbb:cccc' 'bbbb:aaaa' nosuch: :nosuch @: :@ 'left@cccc:' '-x:' ':+x'; do
  refused migrate history "--rev-range=$range"
done

scenario 'wrong command lines'
new_project
three_revisions
for words in 'migrate' 'migrate nosuch' 'nosuch' 'migrate upgrade a b' 'migrate downgrade' 'migrate stamp' \
  'migrate show' 'migrate history -r' 'migrate upgrade --nosuch' 'migrate heads extra' '--format xml migrate heads' \
  '-c nowhere.toml migrate heads' '-c migrations migrate heads' '-q -v migrate heads' '--url'; do
  # shellcheck disable=SC2086
  refused $words
done

scenario 'offline scripts of ranges that are none'
branches
for command in upgrade downgrade stamp; do
  for range in a:b:c :x x: : :: nosuch:left left:nosuch -1:heads left:+9 @:left left:@; do
    refused migrate $command --sql -- "$range"
    expect_stderr_lacks CREATE
  done
done
refused_saying '<fromrev>:<torev>' migrate downgrade --sql head
refused_saying '<fromrev>:<torev>' migrate downgrade --sql base
refused_saying 'not applied' migrate downgrade left:right --sql
refused_saying purge migrate stamp --sql --purge left
refused_saying 'single starting revision' migrate stamp --sql aaaa:left base:right
refused_saying '--dry-run' migrate upgrade left --sql --dry-run
refused_saying '--sql' migrate upgrade left --tag x
refused_saying 'Range revision not allowed' migrate upgrade aaaa:left

scenario 'a new revision that would break the history is not written'
branches
for id in a-b a@b a+b a:b 'a b' head heads base left aaaaaaaaaaaa '' "$(printf 'x%.0s' {1..33})"; do
  refused migrate revision -m x --head base --rev-id "$id"
  refused migrate merge left right --rev-id "$id"
done
for label in left aaaaaaaaaaaa head heads base a-b a@b ''; do
  refused_saying 'label' migrate revision -m x --head base --branch-label "$label"
done
refused migrate revision -m x
refused_saying nosuch migrate revision -m x --head nosuch
refused_saying '--splice' migrate revision -m x --head aaaa
refused migrate revision -m x --head +1
refused_saying nosuch migrate revision -m x --head left --depends-on nosuch
refused_saying nowhere migrate revision -m x --head left --version-path nowhere
refused migrate revision -m x --head left extra
refused migrate merge left left
refused migrate merge base left
refused_saying nosuch migrate merge left nosuch
refused_saying '--splice' migrate merge aaaa left

scenario 'nothing to edit, and no editor'
branches
for identifier in base nosuch +1 a:b '' head; do
  EDITOR=true refused migrate edit -- "$identifier"
done
EDITOR=false refused migrate edit left
EDITOR=/nowhere/editor refused_saying /nowhere/editor migrate edit left
