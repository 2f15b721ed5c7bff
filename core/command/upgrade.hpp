#pragma once

#include "core/command/environment.hpp"
#include "core/runtime/runner.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace fz::command {

/// What takes the place of the configuration's for one run; see alembic_config, database_config.
struct run_limits {
  std::optional<std::chrono::milliseconds> lock_timeout = {};
  std::optional<std::chrono::milliseconds> statement_lock_timeout = {};
  std::optional<std::chrono::milliseconds> statement_timeout = {};
  std::optional<std::chrono::milliseconds> wait = {};
  std::optional<std::size_t> retries = {};
};

struct run_options {
  std::string target;
  /// Say what would be done, write nothing.
  bool dry_run = false;
  /// Each revision in a transaction of its own or all in one; nothing: as configured.
  std::optional<transaction_scope> scope = {};
  run_limits limits = {};
  /// For a statement outside of a transaction of which an earlier run left no trace.
  unsettled_statement unsettled = unsettled_statement::ask;
  /// Asked before the first step.
  confirmation confirm = nullptr;
};

/// Brings the database up, or down, to `target` (Alembic's identifiers, see make_plan()), and says
/// what was done. Throws what runner throws.
task<run_report> upgrade(const environment& env, run_options options);
task<run_report> downgrade(const environment& env, run_options options);

}  // namespace fz::command
