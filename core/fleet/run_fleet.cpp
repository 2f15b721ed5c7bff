#include "core/fleet/run_fleet.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/offload.hpp"
#include "core/async/outcome.hpp"
#include "core/database/database_error.hpp"
#include "core/fleet/failure_text.hpp"
#include "core/runtime/database.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace fz {
namespace {

/// For how long a call waits for another connection's lock on a SQLite file.
constexpr std::chrono::milliseconds short_wait{20};

/// Hands the steps of one target on.
class target_observer final : public run_observer {
 public:
  target_observer(fleet_observer& to, std::size_t target) : to_(to), target_(target) {}

  void waiting_for_lock(const std::string&, const std::string& holder) override {
    to_.waiting_for_lock(target_, holder);
  }
  void step_started(const std::string&, const step_report& step) override {
    to_.step_started(target_, step);
  }
  void retrying(const std::string&, const retry& why) override { to_.retrying(target_, why); }

 private:
  fleet_observer& to_;
  std::size_t target_;
};

/// What a server says to one target's connections, with the name of the target.
class target_reporter final : public reporter {
 public:
  target_reporter(reporter& to, const std::string& name) : to_(to), name_(name) {}

  void log(log_level level, std::string_view component, std::string_view message) override {
    to_.log(level, component, fmt::format("{}: {}", printable(name_), message));
  }

 private:
  reporter& to_;
  const std::string& name_;
};

/// True for a failure to connect that may pass: no answer, a server that starts, no free place.
bool is_unreachable(const database_error& e) {
  const database_error::details& what = e.what_happened();
  if (what.condition == database_condition::connection_lost) return true;
  if (!what.sql.empty() || what.condition != database_condition::other) return false;
  const bool is_silent = what.sqlstate.empty() && what.message.starts_with("Cannot connect") &&
                         what.message.find("no password supplied") == std::string::npos;
  const bool is_starting = what.sqlstate == "57P03";
  return is_silent || is_starting || what.sqlstate == "53300" || what.sqlstate.starts_with("08");
}

void keep(target_outcome& kept, const run_outcome& ended) {
  const bool is_first = !kept.was_seen;
  kept.steps += ended.report.steps.size();
  if (ended.boundary.was_seen) {
    if (is_first) kept.before = ended.report.rows_before;
    kept.after = ended.boundary.rows;
  }
  kept.was_seen = kept.was_seen || ended.boundary.was_seen;
  kept.is_known = ended.boundary.is_known;
  if (!ended.failure) return;
  kept.revision = ended.failure->revision;
  kept.fate = ended.failure->fate;
  kept.kept_statements = ended.failure->kept_statements;
}

task<run_outcome> work_on(database& target, const fleet_run& all, std::size_t index) {
  run_request wanted = all.request;
  wanted.version_table_schema = all.targets[index].schema;
  wanted.spares_sessions = true;
  target_observer heard(all.observer, index);
  if (!all.dry_run) co_return co_await run(target, all.project, std::move(wanted), heard);
  run_outcome planned;
  planned.report = co_await preview(target, all.project, std::move(wanted));
  planned.boundary = {planned.report.rows_before, true, true};
  co_return planned;
}

task<visit_end> run_target(const fleet_run& all, std::size_t index) {
  const fleet_target& target = all.targets[index];
  target_reporter named(all.reporter, target.name);
  thread_pool& pool = all.project.pool();
  std::unique_ptr<database> opened = open_target(target, all.project.settings(), pool, named);
  const dialect d = opened->dialect();
  outcome<run_outcome> ended;
  co_await ended.capture(work_on(*opened, all, index));
  std::exception_ptr failure = ended.failure();
  if (!failure) {
    const run_outcome outcome = ended.take();
    keep(all.outcomes[index], outcome);
    if (outcome.failure) failure = outcome.failure->what;
  }
  const visit_end words = failure ? end_of(failure, d) : visit_end();
  outcome<void> closed;
  if (words.what != visit_end::kind::interrupted) {
    co_await closed.capture(close(std::move(opened), pool));
  }
  co_return words;
}

}  // namespace

visit_end end_of(const std::exception_ptr& failure, dialect d) {
  using kind = visit_end::kind;
  if (is_cancellation(failure)) return {kind::interrupted, {}};
  visit_end end{kind::failed, failure_text(failure)};
  const auto found = find_database_error(failure);
  if (!found) return end;
  if (d == dialect::sqlite) {
    if (found->condition() == database_condition::locked) end.what = kind::busy;
  } else if (is_unreachable(*found)) {
    end.what = kind::unreachable;
  }
  return end;
}

std::unique_ptr<database> open_target(const fleet_target& target, const config& project,
                                      thread_pool& pool, reporter& to) {
  database_url url = url_of(target);
  config settings = settings_for(target, project);
  if (url.dialect == dialect::sqlite) {
    settings.alembic.lock_timeout = short_wait;
    std::erase_if(url.query, [](const auto& each) { return each.first == "timeout"; });
  }
  return std::make_unique<database>(std::move(url), std::move(settings), pool, to);
}

task<> close(std::unique_ptr<database> opened, thread_pool& pool) {
  if (opened->dialect() != dialect::sqlite) co_return;
  const auto shut = [&opened] { opened.reset(); };
  co_await offload(pool, shut);
}

task<std::size_t> room_on_server(const fleet_target& target, const config& project,
                                 thread_pool& pool, reporter& to) {
  constexpr std::int64_t connections_of_a_target = 2;
  const std::unique_ptr<database> opened = open_target(target, project, pool, to);
  if (opened->dialect() == dialect::sqlite) co_return no_limit;
  const pooled_connection connection = co_await opened->connect(access::look);
  std::string sql =
      "SELECT current_setting('max_connections')::bigint "
      "- current_setting('superuser_reserved_connections')::bigint "
      "- coalesce(current_setting('reserved_connections', true), '0')::bigint "
      "- (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname IS NOT NULL) AS room";
  const std::vector<row> rows = co_await connection->query(std::move(sql));
  const std::int64_t free = rows.at(0).integer("room") + 1;  // this connection goes
  co_return static_cast<std::size_t>(std::max<std::int64_t>(free / connections_of_a_target, 1));
}

task<visit_summary> run_fleet(fleet_run& all, visit_options options) {
  all.observer.begun(all, options.waves);
  const target_work work = [&all](std::size_t index) { return run_target(all, index); };
  options.room_for = [&all](std::size_t index) -> task<std::size_t> {
    const std::size_t room = co_await room_on_server(all.targets[index], all.project.settings(),
                                                     all.project.pool(), all.reporter);
    co_return room / std::max<std::size_t>(all.processes, 1);
  };
  co_return co_await visit(all.targets, all.states, options, work, all.observer);
}

}  // namespace fz
