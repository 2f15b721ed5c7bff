#pragma once

#include "core/command/environment.hpp"
#include "core/runtime/runner.hpp"

#include <optional>
#include <string>

namespace fz::command {

struct run_options {
  std::string target;
  /// Say what would be done, write nothing.
  bool dry_run = false;
  /// Each revision in a transaction of its own or all in one; nothing: as configured.
  std::optional<transaction_scope> scope = {};
  /// Asked before the first step.
  confirmation confirm = nullptr;
};

/// Brings the database up, or down, to `target` (Alembic's identifiers, see make_plan()), and says
/// what was done. Throws what runner throws.
task<run_report> upgrade(const environment& env, run_options options);
task<run_report> downgrade(const environment& env, run_options options);

}  // namespace fz::command
