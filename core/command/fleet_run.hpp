#pragma once

#include "core/command/context.hpp"
#include "core/command/upgrade.hpp"
#include "core/fleet/find_targets.hpp"
#include "core/fleet/run_fleet.hpp"
#include "core/fleet/visit.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// How a run goes through a fleet; each takes the place of what is configured, see fleet_config.
struct fleet_pace {
  std::optional<std::size_t> jobs = {};
  std::optional<std::size_t> jobs_per_server = {};
  std::optional<std::string> canary = {};
  std::optional<std::string> waves = {};
  std::optional<std::string> gate = {};
  std::optional<std::chrono::milliseconds> pause = {};
  std::optional<std::string> max_failures = {};
  std::optional<std::size_t> connect_retries = {};
};

/// How several processes share a run; what is not set is as configured.
struct fleet_sharing {
  std::optional<url_setting> coordinate = {};  ///< the PostgreSQL database by which they do it
  std::optional<std::string> run = {};         ///< the run's name
  std::optional<std::chrono::milliseconds> lease = {};
};

/// What a run over a fleet would do, for a person who is asked.
struct fleet_plan {
  const std::vector<fleet_target>& targets;
  const std::vector<wave>& waves;
  std::size_t done_before = 0;  ///< by a run that was stopped
};

struct fleet_run_options {
  fleet_selection which;
  fleet_pace pace;
  fleet_sharing sharing;
  run_goal goal = move_to();
  bool dry_run = false;
  std::optional<transaction_scope> scope = {};
  run_limits limits = {};
  /// Asked before the first target: true to continue.
  std::function<task<bool>(const fleet_plan&)> confirm = nullptr;
  /// Asked between waves, after the configured gate.
  std::function<task<bool>(const wave& before, const wave& next)> confirm_wave = nullptr;
  /// False: a run that was stopped is not taken up again.
  bool resumes = true;
};

/// The part of this process in a run that several shared.
struct shared_part {
  std::string process;  ///< "ada on build7, process 4242"
  std::size_t done = 0;
  std::size_t failed = 0;
  std::vector<std::string> workers = {};  ///< who worked on each target last; in their order
};

/// The result of a run over a fleet; all lists have the order of the targets.
struct fleet_report {
  std::vector<fleet_target> targets;
  std::vector<target_state> states;
  std::vector<target_outcome> outcomes;
  visit_summary summary;
  std::size_t done_before = 0;
  std::chrono::milliseconds taken{0};
  bool dry_run = false;
  std::optional<shared_part> shared = {};  ///< the rest is then that of all processes together
};

/// How many of the targets are in that phase.
std::size_t count_of(const std::vector<target_state>& states, target_phase phase);

/// Brings every target of a fleet to the goal. The revisions are read once; what is wrong with one
/// target is in the report and stops no other. A run that was killed or cancelled is taken up where
/// it stopped when the same is asked for again: its journal is a file beside alembic.toml, or the
/// rows in the database by which several processes share it. Throws
/// what is wrong with the configuration, the revisions or the list of targets before anything runs.
/// A cancellation does not throw: it is in the summary.
task<fleet_report> run_fleet(const context& ctx, fleet_run_options options, fleet_observer& to);

}  // namespace fz::command
