#include "core/command/fleet_course.hpp"

#include "core/async/process.hpp"
#include "core/async/sleep.hpp"
#include "core/command/fleet_context.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace fz::command {
namespace {

task<bool> runs_well(const fleet_course& course, const wave& before, const wave& next) {
  process wanted;
  wanted.arguments = {"/bin/sh", "-c", *course.pace.gate};
  wanted.variables = {"FZ_WAVE=" + before.name, "FZ_NEXT_WAVE=" + next.name};
  wanted.folder = course.ctx.config.file.parent_path();
  wanted.stdout_to_stderr = true;
  const process_end end = co_await run_process(course.ctx.pool, std::move(wanted));
  if (!end.is_success()) {
    course.ctx.reporter.log(log_level::warning, "fleet",
                            fmt::format("The command of the gate ended with {}.", to_string(end)));
  }
  co_return end.is_success();
}

}  // namespace

std::string in_words(const run_goal& goal) {
  if (const auto* move = std::get_if<move_to>(&goal)) {
    return fmt::format("{} to {}", to_string(move->direction), move->target);
  }
  const auto* stamp = std::get_if<stamp_at>(&goal);
  return stamp == nullptr ? "" : fmt::format("stamp {}", join(stamp->targets, ", "));
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

visit_options visit_of(const fleet_course& course) {
  const fleet_pace& pace = course.pace;
  visit_options visit;
  visit.waves = course.waves;
  visit.jobs = pace.jobs.value_or(usual_jobs);
  visit.jobs_per_server = pace.jobs_per_server.value_or(visit.jobs);
  visit.failures_allowed = failures_allowed(*pace.max_failures, course.report.targets.size());
  visit.busy_patience = course.ctx.config.alembic.lock_timeout;
  visit.connect_retries = pace.connect_retries.value_or(visit.connect_retries);
  return visit;
}

task<bool> try_gate(const fleet_course& course, const wave& before, const wave& next) {
  if (course.pace.pause) co_await sleep(*course.pace.pause);
  if (!course.pace.gate->empty()) {
    const bool is_well = co_await runs_well(course, before, next);
    if (!is_well) co_return false;
  }
  if (!course.options.confirm_wave) co_return true;
  co_return co_await course.options.confirm_wave(before, next);
}

}  // namespace fz::command
