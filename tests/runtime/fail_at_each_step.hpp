#pragma once

#include "core/database/engine.hpp"
#include "tests/database/failing_connection.hpp"
#include "tests/runtime/project.hpp"

#include <cstddef>
#include <functional>
#include <gmock/gmock.h>
#include <memory>
#include <string>
#include <vector>

namespace fz {

/// A new database for each run that is broken.
struct breakable_database {
  virtual ~breakable_database() = default;

  /// Opens connections to it; everything they need lives as long as this.
  virtual connector open() = 0;
};

/// Makes a project's revisions a, b and c. Each makes a table of its name and leaves its name in
/// the table `log`: a in a file, b in code, c in a file and outside of a transaction, with
/// `lonely_up` and `lonely_down`, which the database refuses in a transaction, in its middle.
void write_breakable_revisions(test_project& p, const std::string& lonely_up,
                               const std::string& lonely_down);

/// The rows of the version table, the tables of the revisions, and their lines in the log, as in
/// "b:ab:ab"; "::" where there is nothing.
task<std::string> look_at_revisions(engine& e);

/// Every place at which the database may stand while revisions go up or down one by one.
std::vector<std::string> boundaries_of_revisions();

struct run_to_break {
  direction way = direction::upgrade;
  std::string target = "head";
  std::string end = "c:abc:abc";  ///< where a run that does not fail leaves the database
};

/// Breaks the run as often as it has statements: the first time the first one fails, then the
/// second, and so on, each time on a database that `make` gives and that is brought up first where
/// the run goes down. After each the database stands at a boundary, nothing of fz's own but the
/// version table is left once the same command has been run again, and that reaches the end.
task<> fail_at_each_step(run_to_break what,
                         std::function<std::unique_ptr<breakable_database>()> make,
                         std::function<void(test_project&)> write);

}  // namespace fz
