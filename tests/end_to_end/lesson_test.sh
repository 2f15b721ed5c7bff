#!/usr/bin/env bash
# The examples of docs/lesson.md, as the page shows them and as they run.
. "${0%/*}/lib.sh"

scenario 'the page shows what is compiled'
cat >check.py <<'END'
import re, sys

root = sys.argv[1]
page = open(root + "/docs/lesson.md").read()
code = "".join(open(f"{root}/docs/examples/{name}.cpp").read() for name in ("lesson", "lesson_test"))
shown = re.findall(r"^```cpp\n(.*?)^```$", page, re.M | re.S)
for block in shown:
    if block not in code:
        sys.exit("Not in the examples:\n" + block)
for path in re.findall(r"`((?:core|tests)/[\w/.]+)`", page):
    import os
    if not os.path.exists(f"{root}/{path}"):
        sys.exit(f"There is no {path}.")
print(len(shown))
END
run python3 check.py "$source_root"
expect_exit 0
expect_stdout 12

scenario 'coroutines, the loop, gather, threads, a database and run_sync'
run "${FZ%/*}/example_lesson"
expect_exit 0
expect_stdout 'Hello, Ada! Hello, Bob!
Hello, Ada! Hello, Bob!
together it took less time: yes
computed 333833500
1 ada
2 bob'
expect_query lesson.db "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL" users_by_length

scenario 'endpoints and fixtures'
run "${FZ%/*}/example_lesson_test"
expect_exit 0
expect_stdout_has '[  PASSED  ] 2 tests.'
