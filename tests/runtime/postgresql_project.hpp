#pragma once

#include "core/async/gather.hpp"
#include "core/async/sleep.hpp"
#include "core/runtime/run.hpp"
#include "core/util/error.hpp"
#include "tests/runtime/project.hpp"
#include "tests/support/postgresql_server.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// A database on the server of this program, with a folder of revision files and runners on both.
struct postgresql_project : temporary_folder, revision_folder {
  using adaptation = std::function<void(run_request&)>;

  temporary_postgresql db;
  recording_reporter log;
  recording_observer observer{log};
  server_lock how_locked = server_lock::automatic;
  config settings = {};

  postgresql_project() : revision_folder(path() / "migrations") {}

  task<run_outcome> outcome_of(run_goal goal, adaptation adapt = nullptr,
                               engine* through = nullptr) {
    const project loaded(settings, scripts(), db.pool);
    database target(through == nullptr ? db.engine : *through, dialect::postgresql, "test", log);
    run_request wanted;
    wanted.goal = std::move(goal);
    wanted.migration_lock = how_locked;
    wanted.retries = 0;
    if (adapt) adapt(wanted);
    co_return co_await fz::run(target, loaded, std::move(wanted), observer);
  }

  /// Throws what ends the run early.
  task<run_report> run(direction way, std::string target, adaptation adapt = nullptr,
                       engine* through = nullptr) {
    run_goal goal = move_to{way, std::move(target)};
    const run_outcome ended = co_await outcome_of(std::move(goal), std::move(adapt), through);
    co_return report_of(ended);
  }

  task<run_report> upgrade(std::string target = "head", adaptation adapt = nullptr) {
    return run(direction::upgrade, std::move(target), std::move(adapt));
  }

  /// Gives how it ends, whatever that is.
  task<run_outcome> try_upgrade(std::string target = "head", adaptation adapt = nullptr,
                                engine* through = nullptr) {
    return outcome_of(move_to{direction::upgrade, std::move(target)}, std::move(adapt), through);
  }

  task<> execute(std::string sql) {
    const auto c = co_await db.engine.connect();
    co_await c->execute(std::move(sql));
  }

  /// The one value that the query gives, as text.
  task<std::string> value(std::string sql) {
    const auto c = co_await db.engine.connect();
    co_return co_await value_of(*c, std::move(sql));
  }

  /// Waits until the query gives true; a minute at most.
  task<> until(std::string sql) {
    const std::string question = fmt::format("SELECT ({})::int", sql);
    for (int i = 0; i < 3000; ++i) {
      const std::string answer = co_await value(question);
      if (answer == "1") co_return;
      co_await sleep(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("never true: " + sql);
  }

  bool was_logged(const std::string& part) const {
    for (const std::string& line : log.lines) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }

  /// Waits until a line with these words was logged; a minute at most.
  task<> until_logged(std::string part) {
    for (int i = 0; i < 3000 && !was_logged(part); ++i) {
      co_await sleep(std::chrono::milliseconds(20));
    }
    if (!was_logged(part)) throw std::runtime_error("never logged: " + part);
  }
};

/// A table `gate` that is locked until this opens it: a SELECT from it waits.
class closed_gate {
 public:
  static task<closed_gate> close(postgresql_project& p) {
    co_await p.execute("CREATE TABLE IF NOT EXISTS gate (x int)");
    pooled_connection c = co_await p.db.engine.connect();
    co_await c->execute("SET application_name = 'gatekeeper'");
    co_await c->execute("BEGIN");
    co_await c->execute("LOCK TABLE gate");
    co_return closed_gate(std::move(c));
  }

  task<> open() { co_await connection_->execute("COMMIT"); }

  fz::connection& connection() { return *connection_; }

 private:
  explicit closed_gate(pooled_connection c) : connection_(std::move(c)) {}

  pooled_connection connection_;
};

/// True while somebody waits at the gate.
inline const std::string somebody_at_the_gate =
    "SELECT count(*) > 0 FROM pg_locks WHERE relation = to_regclass('gate') AND NOT granted";

/// Runs all side by side.
template <class... Tasks>
task<> all(Tasks... tasks) {
  std::vector<task<>> list;
  (list.push_back(std::move(tasks)), ...);
  return gather(std::move(list));
}

}  // namespace fz
