#include "core/command/fleet_run.hpp"

#include "core/async/both.hpp"
#include "core/async/process.hpp"
#include "core/async/sleep.hpp"
#include "core/command/fleet_context.hpp"
#include "core/fleet/run_journal.hpp"
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

run_request request_of(const alembic_config& settings, const fleet_run_options& options) {
  run_request wanted;
  wanted.goal = options.goal;
  wanted.scope = options.scope.value_or(settings.transaction);
  if (std::holds_alternative<stamp_at>(options.goal)) wanted.scope = transaction_scope::all;
  wanted.lock_timeout = settings.lock_timeout;
  wanted.retries = settings.retries;
  wanted.migration_lock = settings.migration_lock;
  return wanted;
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
  if (const auto* move = std::get_if<move_to>(&options.goal)) {
    text += fmt::format("{} {}\n", to_string(move->direction), move->target);
  } else if (const auto* stamp = std::get_if<stamp_at>(&options.goal)) {
    text += fmt::format("stamp {}\n", join(stamp->targets, " "));
  }
  for (const fleet_target& each : targets) text += each.name + "\n";
  return sha256(text);
}

/// "+1" means another revision after each run: such a run cannot be taken up again.
bool is_relative(const run_goal& goal) {
  const auto* move = std::get_if<move_to>(&goal);
  return move != nullptr && (move->target.starts_with('+') || move->target.starts_with('-'));
}

/// Keeps the journal and passes every event on to the other observer.
class journal_keeper final : public fleet_observer {
 public:
  journal_keeper(fleet_observer& to, run_journal* journal, const std::vector<fleet_target>& targets)
      : to_(to), journal_(journal), targets_(targets) {}

  void begun(const fleet_run& all, const std::vector<wave>& waves) override {
    to_.begun(all, waves);
  }
  void wave_started(const wave& w) override { to_.wave_started(w); }
  void target_started(std::size_t target, const target_state& state) override {
    to_.target_started(target, state);
  }
  void target_waits(std::size_t target, const target_state& state,
                    std::chrono::milliseconds pause) override {
    to_.target_waits(target, state, pause);
  }
  void target_ended(std::size_t target, const target_state& state) override {
    if (journal_ != nullptr && state.phase == target_phase::done) {
      journal_->add_done(targets_[target].name);
    }
    to_.target_ended(target, state);
  }
  void stopping(const std::string& sentence) override { to_.stopping(sentence); }
  void step_started(std::size_t target, const step_report& step) override {
    to_.step_started(target, step);
  }
  void waiting_for_lock(std::size_t target, const std::string& holder) override {
    to_.waiting_for_lock(target, holder);
  }
  void retrying(std::size_t target, const run_observer::retry& why) override {
    to_.retrying(target, why);
  }

 private:
  fleet_observer& to_;
  run_journal* journal_;
  const std::vector<fleet_target>& targets_;
};

/// What is between two waves: a pause, a command, a person.
struct wave_gate {
  const context& ctx;
  const fleet_pace& pace;
  const fleet_run_options& options;
  run_journal* journal;
};

task<bool> runs_well(const wave_gate& gate, const wave& before, const wave& next) {
  process wanted;
  wanted.arguments = {"/bin/sh", "-c", *gate.pace.gate};
  wanted.variables = {"FZ_WAVE=" + before.name, "FZ_NEXT_WAVE=" + next.name};
  wanted.folder = gate.ctx.config.file.parent_path();
  wanted.stdout_to_stderr = true;
  const process_end end = co_await run_process(gate.ctx.pool, std::move(wanted));
  if (!end.is_success()) {
    gate.ctx.reporter.log(log_level::warning, "fleet",
                          fmt::format("The command of the gate ended with {}.", to_string(end)));
  }
  co_return end.is_success();
}

task<bool> open_gate(const wave_gate& gate, const wave& before, const wave& next) {
  if (gate.journal != nullptr && gate.journal->passed().contains(before.name)) co_return true;
  if (gate.pace.pause) co_await sleep(*gate.pace.pause);
  if (!gate.pace.gate->empty()) {
    const bool is_well = co_await runs_well(gate, before, next);
    if (!is_well) co_return false;
  }
  if (gate.options.confirm_wave) {
    const bool agreed = co_await gate.options.confirm_wave(before, next);
    if (!agreed) co_return false;
  }
  if (gate.journal != nullptr) gate.journal->add_passed(before.name);
  co_return true;
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

visit_options visit_of(const fleet_pace& pace, std::vector<wave> waves, std::size_t total,
                       std::chrono::milliseconds patience) {
  visit_options visit;
  visit.waves = std::move(waves);
  visit.jobs = pace.jobs.value_or(usual_jobs);
  visit.jobs_per_server = pace.jobs_per_server.value_or(visit.jobs);
  visit.failures_allowed = failures_allowed(*pace.max_failures, total);
  visit.busy_patience = patience;
  visit.connect_retries = pace.connect_retries.value_or(visit.connect_retries);
  return visit;
}

}  // namespace

std::size_t count_of(const std::vector<target_state>& states, target_phase phase) {
  return static_cast<std::size_t>(
      std::count_if(states.begin(), states.end(),
                    [phase](const target_state& each) { return each.phase == phase; }));
}

task<fleet_report> run_fleet(const context& given, fleet_run_options options, fleet_observer& to) {
  const fleet_pace pace = pace_of(configured_fleet(given.config, options.which), options.pace);
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
  std::vector<wave> waves = plan_waves(report.targets, *pace.canary, *pace.waves);
  const auto journal = open_journal(ctx, options, identity_of(options, pace, report.targets));
  report.done_before = mark_done(report, journal.get());
  visit_options visit =
      visit_of(pace, std::move(waves), report.targets.size(), ctx.config.alembic.lock_timeout);
  const fleet_plan plan{report.targets, visit.waves, report.done_before};
  if (options.confirm) {
    const bool agreed = co_await options.confirm(plan);
    if (!agreed) throw error(error_kind::revision, "Cancelled; nothing was run.");
  }
  const wave_gate gate{ctx, pace, options, journal.get()};
  visit.gate = [&gate](const wave& before, const wave& next) {
    return open_gate(gate, before, next);
  };
  journal_keeper keeper(to, journal.get(), report.targets);
  fleet_run all{report.targets,
                p,
                request_of(ctx.config.alembic, options),
                options.dry_run,
                report.states,
                report.outcomes,
                keeper,
                ctx.reporter};
  const clock::time_point start = clock::now();
  report.summary = co_await run_fleet(all, std::move(visit));
  report.taken = std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - start);
  if (journal && !report.summary.interrupted) journal->finish();
  co_return report;
}

}  // namespace fz::command
