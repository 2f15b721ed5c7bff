#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/command/schema_source.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

struct apply_schema_request {
  schema_source wanted;
  std::optional<database_url> scratch = {};  ///< where scratch databases are made
  bool despite_revisions = false;            ///< also a database that revisions were applied to
  /// Asked with the script before it runs: true to run it. Without this, it runs.
  std::function<task<bool>(const std::string& script)> confirm = nullptr;
};

struct applied_schema {
  std::vector<difference> differences;  ///< that there were; empty: nothing was to be done
  std::vector<not_compared> rest;
  bool applied = false;  ///< false: nothing was to be done, or the answer was no
};

/// Brings the configured database to the wanted schema, without revisions: for development and
/// tests. All of it is one transaction where the server allows that. Throws error(revision) for a
/// database that revisions were applied to, error(database) where there is no plan or what it led
/// to is not the wanted schema, and what the database refuses.
task<applied_schema> apply_schema(const context& ctx, apply_schema_request request);

}  // namespace fz::command
