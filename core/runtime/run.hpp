#pragma once

#include "core/async/task.hpp"
#include "core/config/config.hpp"
#include "core/database/catalog.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/revision/plan.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fz {

class database;
class project;

/// One step that was carried out, or would be.
struct step_report {
  fz::direction direction = direction::upgrade;
  std::string revision;  ///< empty: a stamp, which runs nothing
  std::string message;
  std::vector<std::string> labels;  ///< its branch labels
  std::vector<std::string> from;    ///< as in a log line, see step
  std::vector<std::string> to;

  bool operator==(const step_report&) const = default;
};

step_report report_of(const step& s);

/// What a run did, or a plan would do; rows of the version table, sorted.
struct run_report {
  std::vector<step_report> steps;
  std::vector<std::string> rows_before;
  std::vector<std::string> rows_after;
};

run_report report_of(const plan& p);

/// How much of the step that ran when a run ended early is in the database.
enum class step_fate {
  none_ran,
  rolled_back,      ///< nothing of it
  run_rolled_back,  ///< nothing of the whole run, which was one transaction
  partly_kept,      ///< it runs outside of a transaction: see run_failure::unfinished
  unknown,          ///< the connection was lost during COMMIT, and the database cannot be asked
};

/// What a step that runs outside of a transaction has left half-way, beside the statements that are
/// kept.
struct unfinished_work {
  std::size_t statement = 0;  ///< the number of the one that was begun, from 1; 0: none
  bool is_in_doubt = false;   ///< the next run will not find out whether that was carried out
  std::vector<leftover> leftovers = {};  ///< of that statement; the next run removes them
  /// The numbers of statements that are kept and whose temporary objects are gone all the same.
  std::vector<std::size_t> temporary = {};
};

/// Why a run ended early.
struct run_failure {
  std::exception_ptr what;  ///< as it was thrown: a database_error, a cancellation …
  std::string revision;     ///< whose step ran; empty: none
  fz::direction direction = direction::upgrade;
  step_fate fate = step_fate::none_ran;
  std::size_t kept_statements = 0;  ///< with partly_kept; so is `unfinished`
  unfinished_work unfinished = {};
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
  std::optional<run_failure> failure = {};
};

/// Is notified of what a run does. Called on the loop's thread, always with the name of
/// the database. An interface because a terminal, a log and a fleet's table show it each in their
/// own way.
class run_observer {
 public:
  /// A step that is running; updated four times a second.
  struct progress {
    step_report step;
    std::size_t statement = 0;   ///< the number of the statement that runs, from 1; 0: code
    std::size_t statements = 0;  ///< how many the step has; 0: code
    std::chrono::milliseconds taken{0};
    session_activity activity = {};
  };

  struct retry {
    std::exception_ptr failure;
    std::string revision;                     ///< empty: no step ran
    step_fate fate = step_fate::rolled_back;  ///< with partly_kept only a statement was rolled back
    std::chrono::milliseconds pause;
    std::size_t attempt = 0;  ///< the number of the next attempt, from 2
    std::size_t attempts = 0;
  };

  virtual ~run_observer() = default;

  virtual void planned(const std::string& /*database*/, const run_report& /*steps*/) {}
  virtual void waiting_for_lock(const std::string& /*database*/, const std::string& /*holder*/) {}
  virtual void lock_lost(const std::string& /*database*/, const std::string& /*sentence*/) {}
  virtual void planning_again(const std::string& /*database*/,
                              const std::vector<std::string>& /*rows*/) {}
  virtual void step_started(const std::string& /*database*/, const step_report& /*step*/) {}
  virtual void working(const std::string& /*database*/, const progress& /*at*/) {}
  virtual void retrying(const std::string& /*database*/, const retry& /*why*/) {}
  virtual void step_done(const std::string& /*database*/, const step_report& /*step*/) {}

  /// False: working() is only called for a step that waits for a lock.
  virtual bool follows_progress() const noexcept { return false; }
};

/// Asked before the first step of a plan: true to continue.
using confirmation = std::function<task<bool>(const run_report& planned)>;

/// What a person found out about a statement when the database cannot say how it ended.
enum class interrupted_statement {
  ask,   ///< nothing: the run stops and says so
  done,  ///< it was carried out
  redo,  ///< it is to be run again
};

/// A way through the graph, see make_plan().
struct move_to {
  fz::direction direction = direction::upgrade;
  std::string target = "head";
};

/// Only the version table changes, see make_stamp_plan().
struct stamp_at {
  std::vector<std::string> targets;
  purge rows_first = purge::no;
};

/// Finishes the step that was stopped half-way, if there is one.
struct finish_begun {};

using run_goal = std::variant<move_to, stamp_at, finish_begun>;

struct run_request {
  run_goal goal;
  transaction_scope scope = transaction_scope::each;
  std::chrono::milliseconds lock_timeout{60'000};  ///< how long to wait for another runner
  std::size_t retries = 5;  ///< of a step that failed because another session held a lock
  server_lock migration_lock = server_lock::automatic;
  interrupted_statement interrupted = interrupted_statement::ask;
  confirmation confirm = nullptr;         ///< none: runs without asking
  std::string version_table_schema = {};  ///< empty: as the project is configured
  /// On PostgreSQL, works in one session instead of two if every step is a transaction that leaves
  /// its session as it was. What a step waits for is then not reported.
  bool spares_sessions = false;
  /// Nothing is in the database yet, so the version table is not looked for by reading it: a server
  /// writes that as an error into its log.
  bool on_empty_database = false;
};

/// Brings a database to the goal, step by step, while it holds the migration lock. Each step's
/// version row changes in the step's own transaction, in which the table is read again: if another
/// tool changed it meanwhile, the rest is planned again. Nothing is touched before the whole plan
/// and every file it needs are known to be good; no lock is taken where there is nothing to do.
/// What runs outside of a transaction is kept in a journal, see non_transactional_step. A database
/// that does not exist is made (SQLite) once the plan is known to be good.
///
/// Whatever ends the run early, a cancellation too, is in the outcome, with where the database is.
/// All arguments must outlive the task.
task<run_outcome> run(database& target, const project& p, run_request wanted, run_observer& to);

/// What run() would do, with every file read and checked; writes nothing. Throws what keeps it from
/// being done.
task<run_report> preview(database& target, const project& p, run_request wanted);

}  // namespace fz
