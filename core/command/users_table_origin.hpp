#pragma once

#include "core/command/context.hpp"

#include <string>

namespace fz::command {

/// Where a project's users table comes from.
struct users_table_origin {
  enum class what {
    nowhere,  ///< no revision makes it
    pending,  ///< a revision makes it and is not applied
    applied,  ///< a revision made it, so it must have gone or been renamed since
  };

  what from = what::nowhere;
  std::string revision = {};
};

/// Looks through the project's revision files for CREATE TABLE with that name, and whether the
/// first of them is applied.
task<users_table_origin> find_users_table_origin(const context& ctx, std::string table);

}  // namespace fz::command
