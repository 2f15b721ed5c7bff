#pragma once

#include "core/command/context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

// Commands that write an SQL script instead of running it. None opens a database: of the configured
// URL only the dialect counts.

struct offline_options {
  /// TARGET, or FROM:TARGET with the revision at which the database will be (identifiers; a FROM of
  /// several revisions is taken). Without FROM it is empty.
  std::string range;
  /// As run_options.
  std::optional<transaction_scope> scope = {};
  /// A comment at the head of the script.
  std::optional<std::string> tag = {};
};

/// A script for the dialect's shell; see fz::offline_script().
struct offline_result {
  fz::dialect dialect;
  std::string sql;
};

/// Throws error(usage) for a wrong range, and as make_plan() and fz::offline_script() do.
task<offline_result> upgrade_sql(const context& ctx, offline_options options);

/// The same; without FROM it is error(usage).
task<offline_result> downgrade_sql(const context& ctx, offline_options options);

struct offline_stamp_options {
  std::vector<std::string> ranges;  ///< TARGET or FROM:TARGET; one FROM for all
  std::optional<std::string> tag = {};
};

/// Throws error(usage) for several starting revisions, and as make_stamp_plan().
task<offline_result> stamp_sql(const context& ctx, offline_stamp_options options);

/// Makes the version table unless it is there.
offline_result ensure_version_sql(const context& ctx, std::optional<std::string> tag);

}  // namespace fz::command
