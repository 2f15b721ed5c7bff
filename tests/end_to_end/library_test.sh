#!/usr/bin/env bash
# The library as another program uses it: installed into a folder of its own, found by
# find_package(fz), and linked into the examples of docs/library.md and into a host that has its own
# fmt and Asio.
. "${0%/*}/lib.sh"

build=$(realpath "${FZ%/*}")
if [ ! -e "$build/libfz.a" ]; then
  echo "skipped: this build (with a sanitizer or coverage) makes no package"
  exit 77
fi
export PREFIX=$work/prefix

# build_with_package SOURCE FOLDER: configures and builds a project of its own.
build_with_package() {
  run cmake -S "$1" -B "$2" -D CMAKE_PREFIX_PATH="$PREFIX" -D CMAKE_BUILD_TYPE=Debug
  expect_exit 0
  run cmake --build "$2" -j 2
  expect_exit 0
}

scenario 'the page shows the files that are compiled'
awk '/^```cpp$/ { n++; open = 1; next } /^```$/ { open = 0 } open { print > "shown" n ".cpp" }' \
  "$source_root/docs/library.md"
run diff shown1.cpp "$source_root/docs/examples/code_revision.cpp"
expect_exit 0
run diff shown2.cpp "$source_root/docs/examples/failed_upgrade.cpp"
expect_exit 0
run diff shown3.cpp "$source_root/docs/examples/test_fixture.cpp"
expect_exit 0
run diff shown4.cpp "$source_root/docs/examples/accounts.cpp"
expect_exit 0

scenario 'the package is installed, found and linked'
run cmake --install "$build" --prefix "$PREFIX"
expect_exit 0
run "$PREFIX/bin/fz" --version
expect_exit 0
build_with_package "$source_root/docs/examples" "$work/examples"

scenario 'a host of another minor version is refused'
mkdir host
cp -r "$source_root/docs/examples/." host
sed -i 's/find_package(fz 0.1 /find_package(fz 0.9 /' host/CMakeLists.txt
run cmake -S host -B refused -D CMAKE_PREFIX_PATH="$PREFIX"
expect_exit 1
expect_stderr_has 'requested version "0.9"'

scenario 'no header shows the inside, and each one compiles alone'
run grep -rnE '#include ("|<(core|boost|fmt|sqlite3|toml))' "$PREFIX/include"
expect_exit 1
for header in "$PREFIX"/include/fz/*.hpp; do
  echo "#include <fz/${header##*/}>" >alone.cpp
  run "${CXX:-g++}" -std=c++20 -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
    -I "$PREFIX/include" alone.cpp
  expect_exit 0
done

scenario 'only the face is visible in the archive'
nm -gC --defined-only "$(find "$PREFIX" -name libfz.a)" |
  awk 'NF > 2 && !/fz::face::/ && $3 !~ /^fz_private/' >visible
run cat visible
expect_stdout ''

authors_project() {
  new_project
  revision 0d2f6b8a9c11 '' 'make authors' \
    "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
     INSERT INTO authors (name) VALUES ('Ada Lovelace'), ('Karen Sparck Jones');" \
    'DROP TABLE authors;'
}

scenario 'a program with a revision in code beside one in a file'
authors_project
run "$work/examples/code_revision"
expect_exit 0
expect_stdout "sqlite:///$PWD/database.db: 0d2f6b8a9c11, make authors
sqlite:///$PWD/database.db: 5a1c09d7e3b4, give authors a slug
2 steps; the database is at 5a1c09d7e3b4"
expect_query database.db 'SELECT name, slug FROM authors ORDER BY id' \
  'Ada Lovelace|ada-lovelace
Karen Sparck Jones|karen-sparck-jones'
expect_version database.db 5a1c09d7e3b4

# fz alone does not know the revision in code, and says which row that is.
run fz migrate current
expect_exit 1
expect_stderr_has "5a1c09d7e3b4"

scenario 'a failed upgrade as data, on SQLite'
second_is_wrong() {
  new_project
  revision aaaaaaaaaaaa '' 'make t' 'CREATE TABLE t (id INTEGER);'
  revision bbbbbbbbbbbb aaaaaaaaaaaa 'fill u' 'CREATE TABLE u (id INTEGER);
INSERT INTO u VALUES (1);
INSERT INTO v VALUES (1);'
}
second_is_wrong
run "$work/examples/failed_upgrade"
expect_exit 1
expect_stdout "revision: bbbbbbbbbbbb, rolled back
sqlstate: 
position: $PWD/migrations/versions/bbbbbbbbbbbb_fill_u.sql, line 11, column 1
message: SQLite: no such table: v.
applied: 1
boundary: aaaaaaaaaaaa"

scenario 'no project: a sentence'
run "$work/examples/failed_upgrade"
expect_exit 2
expect_stderr_has 'alembic.toml'

scenario 'a test fixture in memory, by the migrations or by create_all'
own_project
run "$work/examples/test_fixture"
expect_exit 0
expect_stdout 'first: 2 users
second: 1 users
third: table users'
expect_no_file database.db

scenario 'accounts'
own_project
run fz migrate upgrade head
expect_exit 0
run "$work/examples/accounts"
expect_exit 0
expect_stdout 'Username already exists
ada has the address Ada@example.org
with a wrong password: refused'

scenario 'a host with its own fmt, Asio and names that the library has inside, too'
build_with_package "$source_root/tests/end_to_end/host" "$work/host"
own_project
run "$work/host/host"
expect_exit 0
expect_stderr ''
expect_stdout_has 'the database is at '
expect_stdout_has '; ada@example.org'

. "$source_root/tests/end_to_end/postgres.sh"

scenario 'a failed upgrade as data, on PostgreSQL: the page shows this'
second_is_wrong
new_database
sed -i "s|^url = .*|url = \"$postgres_url\"|" alembic.toml
run "$work/examples/failed_upgrade"
expect_exit 1
expect_stdout "revision: bbbbbbbbbbbb, rolled back
sqlstate: 42P01
position: $PWD/migrations/versions/bbbbbbbbbbbb_fill_u.sql, line 11, column 13
message: relation \"v\" does not exist
applied: 1
boundary: aaaaaaaaaaaa"
