#include "core/command/fleet_run.hpp"

#include "core/async/both.hpp"
#include "core/command/fleet_context.hpp"
#include "core/command/fleet_course.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace fz::command {
namespace {

using clock = std::chrono::steady_clock;

void limit(alembic_config& runs, database_config& database, const run_limits& limits) {
  runs.lock_timeout = limits.lock_timeout.value_or(runs.lock_timeout);
  runs.statement_lock_timeout = limits.statement_lock_timeout.value_or(runs.statement_lock_timeout);
  if (limits.statement_timeout) runs.statement_timeout = limits.statement_timeout;
  runs.retries = limits.retries.value_or(runs.retries);
  database.wait = limits.wait.value_or(database.wait);
}

/// What is configured, with what was asked for in its place.
fleet_pace pace_of(const fleet_config& fleet, fleet_pace pace) {
  if (!pace.jobs) pace.jobs = fleet.jobs;
  if (!pace.jobs_per_server) pace.jobs_per_server = fleet.jobs_per_server;
  if (!pace.canary) pace.canary = fleet.canary;
  if (!pace.waves) pace.waves = fleet.waves;
  if (!pace.gate) pace.gate = fleet.gate;
  if (!pace.pause) pace.pause = fleet.pause;
  if (!pace.max_failures) pace.max_failures = fleet.max_failures;
  if (!pace.connect_retries) pace.connect_retries = fleet.connect_retries;
  return pace;
}

/// What two runs must have in common for the second to continue the first.
std::string identity_of(const fleet_run_options& options, const fleet_pace& pace,
                        const std::vector<fleet_target>& targets) {
  std::string text = options.which.fleet + "\n" + *pace.canary + "\n" + *pace.waves + "\n";
  text += in_words(options.goal) + "\n";
  for (const fleet_target& each : targets) text += each.name + "\n";
  return sha256(text);
}

/// "+1" means another revision after each run: such a run cannot be taken up again.
bool is_relative(const run_goal& goal) {
  const auto* move = std::get_if<move_to>(&goal);
  return move != nullptr && (move->target.starts_with('+') || move->target.starts_with('-'));
}

/// The journal. Without one a warning says that a killed run starts over.
std::unique_ptr<run_journal> open_journal(const context& ctx, const fleet_run_options& options,
                                          const std::string& run) {
  if (options.dry_run || !options.resumes || is_relative(options.goal)) return nullptr;
  const std::string name = options.which.fleet.empty() ? "" : "-" + options.which.fleet;
  const std::filesystem::path path =
      ctx.config.file.parent_path() / fmt::format(".fz-fleet{}.journal", name);
  try {
    return std::make_unique<run_journal>(path, run);
  } catch (const error& e) {
    if (e.kind() != error_kind::file) throw;
    ctx.reporter.log(log_level::warning, "fleet", e.what());
    return nullptr;
  }
}

std::size_t mark_done(fleet_report& report, const run_journal* journal) {
  if (journal == nullptr) return 0;
  std::size_t count = 0;
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    if (!journal->done().contains(report.targets[i].name)) continue;
    report.states[i].phase = target_phase::done;
    ++count;
  }
  return count;
}

task<> confirm(const fleet_course& course) {
  if (!course.options.confirm) co_return;
  const fleet_plan plan{course.report.targets, course.waves, course.report.done_before};
  const bool agreed = co_await course.options.confirm(plan);
  if (!agreed) throw error(error_kind::revision, "Cancelled; nothing was run.");
}

/// A gate that has opened in this run stays open when it is taken up again.
task<bool> open_gate(const fleet_course& course, run_journal* journal, const wave& before,
                     const wave& next) {
  if (journal != nullptr && journal->passed().contains(before.name)) co_return true;
  const bool is_open = co_await try_gate(course, before, next);
  if (is_open && journal != nullptr) journal->add_passed(before.name);
  co_return is_open;
}

task<> run_alone(fleet_course& course) {
  fleet_report& report = course.report;
  const auto journal = open_journal(course.ctx, course.options,
                                    identity_of(course.options, course.pace, report.targets));
  report.done_before = mark_done(report, journal.get());
  co_await confirm(course);
  visit_options visit = visit_of(course);
  visit.gate = [&](const wave& before, const wave& next) {
    return open_gate(course, journal.get(), before, next);
  };
  done_keeper keeper(course.to, journal.get(), nullptr, report.targets);
  fleet_run all{report.targets,
                course.project,
                request_of(course.ctx.config.alembic, course.options),
                course.options.dry_run,
                report.states,
                report.outcomes,
                keeper,
                course.ctx.reporter};
  report.summary = co_await run_fleet(all, std::move(visit));
  if (journal && !report.summary.interrupted) journal->finish();
}

void check_sharing(const fleet_run_options& options) {
  if (options.dry_run) {
    throw error(error_kind::usage, "A dry run cannot be shared by several processes.");
  }
  if (is_relative(options.goal)) {
    throw error(error_kind::usage,
                "A run that several processes share must lead every target to the same revision: "
                "expected head, base or a revision, not a number of steps.");
  }
}

}  // namespace

std::size_t count_of(const std::vector<target_state>& states, target_phase phase) {
  return static_cast<std::size_t>(
      std::count_if(states.begin(), states.end(),
                    [phase](const target_state& each) { return each.phase == phase; }));
}

task<fleet_report> run_fleet(const context& given, fleet_run_options options, fleet_observer& to) {
  const fleet_config configured = configured_fleet(given.config, options.which);
  const fleet_pace pace = pace_of(configured, options.pace);
  if (!options.sharing.lease) options.sharing.lease = configured.lease;
  std::optional<url_setting> coordinate = options.sharing.coordinate;
  if (!coordinate && !options.dry_run) coordinate = configured.coordinate;
  if (coordinate) check_sharing(options);
  thread_pool pool(threads_for(pace.jobs.value_or(usual_jobs)));
  context ctx = fleet_context(given, pool);
  limit(ctx.config.alembic, ctx.config.database, options.limits);
  auto found = find_targets(options.which, given.config, pool, given.reporter);
  auto [p, targets] = co_await both(read_project(ctx), std::move(found));
  fleet_report report;
  report.dry_run = options.dry_run;
  report.targets = std::move(targets);
  report.states.resize(report.targets.size());
  report.outcomes.resize(report.targets.size());
  const std::vector<wave> waves = plan_waves(report.targets, *pace.canary, *pace.waves);
  fleet_course course{ctx, options, pace, p, waves, to, report};
  const clock::time_point start = clock::now();
  if (coordinate) {
    co_await confirm(course);
    co_await run_shared(course, *coordinate);
  } else {
    co_await run_alone(course);
  }
  report.taken = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - start);
  co_return report;
}

}  // namespace fz::command
