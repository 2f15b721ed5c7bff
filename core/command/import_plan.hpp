#pragma once

#include "core/command/import_users.hpp"
#include "core/command/users_database.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace fz::command {

/// What is to be done with the rows of a file, after a look at the accounts that are there.
struct import_plan {
  struct change {
    import_row row;
    value id;
  };

  std::vector<import_row> created = {};
  std::vector<change> updated = {};
  std::size_t skipped = 0;
  std::vector<row_problem> problems = {};
};

/// Compares the rows with the accounts of the table: a name that is there is treated as `existing`
/// says; an address that is another account's is a problem, as is a new account without a password
/// unless one is made.
task<import_plan> plan_import(const users_database& users, std::vector<import_row> rows,
                              existing_user existing, bool generate);

}  // namespace fz::command
