#!/bin/sh
# Plants wrong includes in a tree of its own and shows that include_check finds each of them.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# plant FILE LINE…: the tree holds this file alone, below a harmless one.
plant() {
  rm -rf "$tree/core" "$tree/cmd"
  mkdir -p "$tree/core/util" "$tree/cmd" "$tree/$(dirname "$1")"
  echo '#include "core/util/error.hpp"' >"$tree/core/util/error.cpp"
  file=$1
  shift
  printf '%s\n' "$@" >"$tree/$file"
}

accepts() {
  plant "$@"
  "$here/include_check" "$tree" >"$tree/out" || {
    echo "should be accepted: $*"
    cat "$tree/out"
    exit 1
  }
}

# refuses 'FILE:LINE: what it says' FILE LINE…
refuses() {
  expected=$1
  shift
  plant "$@"
  if "$here/include_check" "$tree" >"$tree/out" || ! grep -qF "$expected" "$tree/out"; then
    echo "should be refused with \"$expected\": $*"
    cat "$tree/out"
    exit 1
  fi
}

accepts core/runtime/runner.cpp '#include "core/runtime/runner.hpp"' '#include "core/revision/plan.hpp"'
accepts core/database/sqlite/connection.cpp '#include "core/database/connection.hpp"' '#include <SQLiteCpp/SQLiteCpp.h>'
accepts core/async/task.hpp '#include "core/util/error.hpp"' '#include <boost/context/fiber.hpp>'
accepts core/config/config.cpp '#include <toml++/toml.h>' '// #include "cmd/main.hpp"'

refuses 'core/revision/plan.hpp:2: core/revision (layer 1) must not include core/runtime/runner.hpp: core/runtime is in layer 6' \
  core/revision/plan.hpp '#pragma once' '#include "core/runtime/runner.hpp"'
refuses 'core/users/account.cpp:1: core/users (layer 3) must not include core/config' \
  core/users/account.cpp '#include "core/config/config.hpp"'
refuses 'core/util/text.cpp:1: core/util (layer 0) must not include core/async' \
  core/util/text.cpp ' #  include "core/async/task.hpp"'
refuses 'core/database/engine.hpp:1: core/database (layer 2) must not include core/database/sqlite' \
  core/database/engine.hpp '#include "core/database/sqlite/connection.hpp"'
refuses 'core/command/upgrade.cpp:1: core/command (layer 8) must not include cmd' \
  core/command/upgrade.cpp '#include <cmd/terminal.hpp>'
refuses 'core/runtime/runner.cpp:1: <sqlite3.h> enters only in core/database/sqlite' \
  core/runtime/runner.cpp '#include <sqlite3.h>'
refuses 'core/script/file.cpp:1: <nlohmann/json.hpp> enters only in cmd' \
  core/script/file.cpp '#include <nlohmann/json.hpp>'
refuses 'core/revision/graph.cpp:1: core/revision is pure: it must not include boost/asio.hpp' \
  core/revision/graph.cpp '#include <boost/asio.hpp>'
refuses 'core/util/text.cpp:1: "text.hpp": project headers are included from the root' \
  core/util/text.cpp '#include "text.hpp"'
refuses 'core/stuff/thing.hpp:1: this folder is in no layer' core/stuff/thing.hpp '#pragma once'

rm -rf "$tree/core" "$tree/cmd"
mkdir "$tree/core" "$tree/cmd"
if "$here/include_check" "$tree" >"$tree/out"; then
  echo "a tree without includes should be refused: the check may look in the wrong place"
  exit 1
fi
