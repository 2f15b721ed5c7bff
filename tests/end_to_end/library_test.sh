#!/usr/bin/env bash
# The example of docs/library.md, as the page shows it and as it runs.
. "${0%/*}/lib.sh"

scenario 'the page shows the file that is compiled'
sed -n '/^```cpp$/,/^```$/p' "$source_root/docs/library.md" | sed '1d;$d' >shown.cpp
run diff shown.cpp "$source_root/docs/examples/code_revision.cpp"
expect_exit 0

scenario 'a program with a revision in code beside one in a file'
new_project
revision 0d2f6b8a9c11 '' 'make authors' \
  "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
   INSERT INTO authors (name) VALUES ('Ada Lovelace'), ('Karen Sparck Jones');" \
  'DROP TABLE authors;'
run "${FZ%/*}/example_code_revision"
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
