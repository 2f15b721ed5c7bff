#pragma once

#include "core/command/context.hpp"
#include "core/runtime/run.hpp"

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
  std::string target = "head";
  /// Say what would be done, write nothing.
  bool dry_run = false;
  /// Each revision in a transaction of its own or all in one; nothing: as configured.
  std::optional<transaction_scope> scope = {};
  run_limits limits = {};
  /// For a statement outside of a transaction that an earlier run left in doubt.
  interrupted_statement interrupted = interrupted_statement::ask;
  /// Asked before the first step.
  confirmation confirm = nullptr;
};

/// Brings the configured database up, or down, to `target` (Alembic's identifiers, see
/// make_plan()); `to` is notified of every step. What ends the run early is in the outcome. Throws
/// what is wrong with the configuration or a revision's header, before anything runs. With dry_run
/// the report says what would be done, and what keeps it from being done is thrown.
task<run_outcome> upgrade(const context& ctx, run_options options, run_observer& to);
task<run_outcome> downgrade(const context& ctx, run_options options, run_observer& to);

/// Finishes the step that was stopped half-way, outside of a transaction, whatever its direction;
/// options.target does not count. Does nothing if there is none.
task<run_outcome> resume(const context& ctx, run_options options, run_observer& to);

}  // namespace fz::command
