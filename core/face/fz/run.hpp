#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <fz/database.hpp>
#include <fz/error.hpp>
#include <fz/project.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace fz::face {

enum class direction { upgrade, downgrade };

/// One step that was carried out, or would be.
struct step_report {
  face::direction direction = direction::upgrade;
  std::string revision;  ///< empty: a stamp, which runs nothing
  std::string message;
  std::vector<std::string> labels;  ///< its branch labels
  std::vector<std::string> from;    ///< ids; empty: base
  std::vector<std::string> to;

  bool operator==(const step_report&) const = default;
};

/// What a run did, or would do; rows of the version table, sorted.
struct run_report {
  std::vector<step_report> steps;
  std::vector<std::string> rows_before;
  std::vector<std::string> rows_after;
};

/// How much of the step that ran when a run ended early is in the database.
enum class step_fate {
  none_ran,
  rolled_back,      ///< nothing of it
  run_rolled_back,  ///< nothing of the whole run, which was one transaction
  partly_kept,      ///< it runs outside of a transaction: its first statements
  unknown,          ///< the connection was lost during COMMIT, and the database cannot be asked
};

/// Why a run ended early.
struct run_failure {
  error_kind kind = error_kind::database;
  std::string message;                      ///< one or more full sentences
  std::optional<database_failure> refused;  ///< the database's answer, if it was the database
  std::exception_ptr thrown;                ///< an error, or what a revision in C++ threw
  std::string revision;                     ///< whose step ran; empty: none
  face::direction direction = direction::upgrade;
  step_fate fate = step_fate::none_ran;
  std::size_t kept_statements = 0;  ///< with partly_kept
};

/// Where a run left the database.
struct run_boundary {
  std::vector<std::string> rows;  ///< of the version table, sorted
  bool is_known = false;          ///< false: as it was when last seen, if it was seen at all
  bool was_seen = false;
};

/// How a run ended.
struct run_outcome {
  run_report report;  ///< what was carried out
  run_boundary boundary;
  std::optional<run_failure> failure;
};

/// What a run is to do.
enum class action {
  upgrade,    ///< to `target`
  downgrade,  ///< to `target`
  stamp,      ///< sets the version table to `target`, runs nothing
  resume,     ///< finishes the step that was stopped half-way, if there is one
};

/// Values that are left out are the project's.
struct run_request {
  face::action action = action::upgrade;
  std::string target = "head";               ///< as Alembic takes it: "head", "+1", "ae10", …
  std::optional<bool> one_transaction = {};  ///< for the whole run, not one a step
  std::optional<std::chrono::milliseconds> lock_timeout = {};  ///< to wait for another runner
  std::optional<std::size_t> retries = {};  ///< of a step that waited too long for a lock
  /// Asked before the first step; false ends the run. None: goes on without asking.
  std::function<bool(const run_report&)> confirm = nullptr;
  /// Stops the run: the statement is cancelled in the database, its transaction rolled back.
  std::stop_token stop = {};
};

/// Is called while a run goes on, on the thread that called run(). What it throws ends the run.
class run_observer {
 public:
  struct retry {
    run_failure failure;
    std::chrono::milliseconds pause;
    std::size_t attempt = 0;  ///< the number of the next attempt, from 2
    std::size_t attempts = 0;
  };

  virtual ~run_observer();

  virtual void planned(const std::string& database, const run_report& steps);
  virtual void waiting_for_lock(const std::string& database, const std::string& holder);
  virtual void lock_lost(const std::string& database, const std::string& sentence);
  virtual void planning_again(const std::string& database, const std::vector<std::string>& rows);
  virtual void step_started(const std::string& database, const step_report& step);
  virtual void retrying(const std::string& database, const retry& why);
  virtual void step_done(const std::string& database, const step_report& step);
};

/// Brings a database to what is wanted, step by step, under the migration lock. Each step and its
/// row of the version table are one transaction, unless the revision asks for none. All files of
/// the plan are checked before anything is touched. Whatever ends the run early is in the outcome.
/// Throws only std::logic_error, for a call from within another one.
run_outcome run(database& target, const project& p, const run_request& wanted = {});
run_outcome run(database& target, const project& p, const run_request& wanted, run_observer& to);

/// What run() would do; writes nothing. Throws error: what keeps it from being done.
run_report preview(database& target, const project& p, const run_request& wanted = {});

}  // namespace fz::face
