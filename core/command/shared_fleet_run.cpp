#include "core/async/alongside.hpp"
#include "core/async/cancellation.hpp"
#include "core/async/cleanup.hpp"
#include "core/async/offload.hpp"
#include "core/command/fleet_course.hpp"
#include "core/fleet/failure_text.hpp"
#include "core/fleet/shared_run.hpp"
#include "core/util/duration.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

constexpr std::chrono::seconds usual_lease(30);

std::string digest_of(const std::vector<fleet_target>& targets) {
  sha256_hash hash;
  for (const fleet_target& each : targets) {
    hash.update(each.name + "\n" + to_string(url_of(each)) + "\n" + each.schema + "\n");
  }
  return hash.digest();
}

/// Of the ids and of what the files say, wherever they are.
std::string digest_of(const revision_map& revisions) {
  std::vector<std::string> lines;
  for (node n = 0; n < revisions.size(); ++n) {
    const revision& each = revisions[n];
    lines.push_back(each.id + " " + (each.file.empty() ? "" : sha256(read_file(each.file))));
  }
  std::sort(lines.begin(), lines.end());
  return sha256(join(lines, "\n"));
}

std::string rollout_of(const fleet_course& course) {
  const fleet_pace& pace = course.pace;
  return fmt::format("canary {}, waves {}, gate {}, pause {}, failures {}{}", quote(*pace.canary),
                     quote(*pace.waves), quote(*pace.gate),
                     pace.pause ? fz::in_words(*pace.pause) : "0",
                     pace.max_failures->empty() ? "any" : *pace.max_failures,
                     course.options.confirm_wave ? ", asks between waves" : "");
}

task<shared_run_terms> terms_of(const fleet_course& course) {
  shared_run_terms terms;
  terms.fleet = course.options.which.fleet;
  terms.name = course.options.sharing.run.value_or("");
  terms.goal = in_words(course.options.goal);
  terms.rollout = rollout_of(course);
  terms.targets = digest_of(course.report.targets);
  const std::size_t count = course.report.targets.size();
  terms.failures_allowed = failures_allowed(*course.pace.max_failures, count);
  terms.begins_anew = !course.options.resumes;
  const auto read = [&course] { return digest_of(course.project.map()); };
  terms.revisions = co_await offload(course.ctx.pool, read);
  co_return terms;
}

database_url coordinating_url(const url_setting& coordinate) {
  database_url url = parse_url_setting(coordinate);
  if (url.dialect == dialect::postgresql) return url;
  throw error(error_kind::config,
              fmt::format("{}: several processes can share a run by a PostgreSQL database only.",
                          coordinate.origin));
}

std::size_t index_of(const std::vector<wave>& waves, const wave& which) {
  const auto found = std::find_if(waves.begin(), waves.end(),
                                  [&](const wave& each) { return each.name == which.name; });
  return static_cast<std::size_t>(found - waves.begin());
}

task<bool> open_gate(const fleet_course& course, shared_desk& desk, const wave& before,
                     const wave& next) {
  const std::function<task<bool>()> gate = [&] { return try_gate(course, before, next); };
  co_return co_await desk.open_gate(index_of(course.waves, before), gate);
}

/// What this process did, before the report becomes that of all.
void count_own(fleet_report& report) {
  report.shared->done = count_of(report.states, target_phase::done);
  report.shared->failed = count_of(report.states, target_phase::failed);
}

void take_over(fleet_report& report, std::vector<shared_result> results) {
  report.shared->workers.resize(report.targets.size());
  for (std::size_t i = 0; i < std::min(results.size(), report.targets.size()); ++i) {
    report.states[i] = std::move(results[i].state);
    report.outcomes[i] = std::move(results[i].outcome);
    report.shared->workers[i] = std::move(results[i].worker);
  }
}

task<> visit_shared(fleet_course& course, shared_desk& desk) {
  fleet_report& report = course.report;
  visit_options visit = visit_of(course);
  visit.failures_allowed = std::nullopt;  // the desk counts those of all
  visit.desk = &desk;
  visit.gate = [&](const wave& before, const wave& next) {
    return open_gate(course, desk, before, next);
  };
  done_keeper keeper(course.to, nullptr, &desk, report.targets);
  fleet_run all{
      report.targets, course.project,     request_of(course.ctx.config.alembic, course.options),
      false,          report.states,      report.outcomes,
      keeper,         course.ctx.reporter};
  report.summary = co_await run_fleet(all, std::move(visit));
  count_own(report);
  if (report.summary.interrupted || !desk.lost().empty()) co_return;
  take_over(report, co_await desk.wait_for_end());
}

}  // namespace

task<> run_shared(fleet_course& course, const url_setting& coordinate) {
  const std::chrono::milliseconds lease = course.options.sharing.lease.value_or(usual_lease);
  config settings;
  settings.file = course.ctx.config.file;
  database where(coordinating_url(coordinate), std::move(settings), course.ctx.pool,
                 course.ctx.reporter);
  shared_run run(where, lease);
  shared_run_terms terms = co_await terms_of(course);
  co_await run.join(std::move(terms), course.report.targets, course.waves);
  course.report.shared = shared_part{run.shown_name()};
  const shared_progress progress = [&course](const shared_run_state& state) {
    course.to.shared(state.done, state.failed, state.workers);
  };
  shared_desk desk(run, course.waves, course.report.outcomes, lease, progress);
  outcome<void> ended;
  const auto work = [&]() -> task<> {
    co_await run_alongside(visit_shared(course, desk), desk.keep());
  };
  const cleanup_function leave = [&](const std::exception_ptr&) { return desk.leave(); };
  co_await ended.capture(with_cleanup(work(), leave));
  visit_summary& summary = course.report.summary;
  if (is_cancellation(ended.failure())) {
    summary.interrupted = true;
  } else if (ended.failure()) {
    summary.stopped = failure_text(ended.failure());
  } else if (!desk.lost().empty()) {
    summary.stopped = desk.lost();
  }
}

}  // namespace fz::command
