#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/database/connection.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/history_table.hpp"
#include "core/runtime/version_table.hpp"
#include "core/script/migration.hpp"
#include "core/util/reporter.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// One step that was carried out, or would be.
struct step_record {
  fz::direction direction;
  std::string revision;
  std::string message;
  std::vector<std::string> from;  ///< as in a log line, see step
  std::vector<std::string> to;
};

/// What a run did, or a plan would do; rows of the version table, sorted.
struct run_report {
  std::vector<step_record> steps;
  std::vector<std::string> rows_before;
  std::vector<std::string> rows_after;
};

/// Asked before the first step of a plan: true to go on.
using confirmation = std::function<task<bool>(const run_report& planned)>;

/// What a runner works with; everything must outlive it.
struct run_setting {
  const migrations& scripts;
  version_table table;
  transaction_scope scope;
  fz::reporter& reporter;
  thread_pool& pool;
  confirmation confirm = nullptr;  ///< none: goes on without asking
  std::optional<history_table> history = {};
};

/// Brings one database to a target, step by step. Every step's version row changes in the step's
/// own transaction, in which the table is looked at again: if another runner was there meanwhile,
/// the rest is planned anew from what it left. Nothing is touched before the whole plan is known to
/// be good and every file it needs is read.
class runner {
 public:
  runner(connection& c, run_setting setting);

  /// Runs what make_plan() says for `target`. A failure is thrown with its own kind; its text says
  /// what was carried out before and where the database stands. A cancellation becomes
  /// error(interrupted) with the same.
  task<run_report> run(direction way, std::string target);

  /// What run() would do, with every file read and checked; writes nothing.
  task<run_report> preview(direction way, std::string target);

 private:
  enum class progress { done, others_were_faster };

  task<> make_first_plan(direction way, const std::string& target);
  task<std::vector<step_body>> load();
  task<> run_to(direction way, std::string target);
  task<progress> run_each(std::vector<step_body> bodies);
  task<progress> run_in_one_transaction(std::vector<step_body> bodies);

  task<batch_result> run_scripts(std::size_t first, std::size_t last,
                                 std::vector<step_body>& bodies);
  task<batch_result> run_alone(const step& s, step_body& body);
  batch_result run_in_transaction(sync_connection& c, const step& s, step_body& body);
  std::size_t run_more(sync_connection& c, std::size_t first, std::vector<step_body>& bodies);
  void run_inside(sync_connection& c, const step& s, step_body& body);
  batch_result run_outside(sync_connection& c, const step& s, const step_body& body);
  batch guard(batch::mode how) const;
  batch inner_batch(const step& s, step_body& body) const;
  batch script_batch(const step& s, step_body& body, std::vector<std::string> rows) const;

  void record(batch& whole, const step& s, const step_body& body) const;
  void record_since(std::chrono::steady_clock::time_point began, batch& last, const step& s,
                    const step_body& body) const;

  run_report planned() const;
  task<> let_confirm(direction way);
  void announce(const step& s);
  void settle(const step& s);
  void replan_from(std::vector<std::string> found);
  std::string boundary() const;
  std::string fate_of(const step& s) const;
  [[noreturn]] void fail_at_boundary(const std::exception_ptr& failure) const;

  connection& connection_;
  run_setting setting_;
  std::vector<std::string> rows_;
  bool table_exists_ = false;
  bool history_exists_ = false;
  plan plan_;
  const step* current_ = nullptr;       // of plan_: the one that runs
  std::size_t statements_outside_ = 0;  // of current_, carried out outside of a transaction
  run_report report_;
};

}  // namespace fz
