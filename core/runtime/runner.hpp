#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/config/config.hpp"
#include "core/database/connection.hpp"
#include "core/database/engine.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/journal.hpp"
#include "core/ledger/version_table.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/revision/plan.hpp"
#include "core/runtime/outside_step.hpp"
#include "core/runtime/run_questions.hpp"
#include "core/runtime/run_record.hpp"
#include "core/runtime/step_batches.hpp"
#include "core/script/migration.hpp"
#include "core/util/reporter.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz {

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
  std::optional<audit_table> history = {};
  std::chrono::milliseconds lock_timeout{60'000};  ///< how long to wait for another runner
  std::size_t retries = 5;  ///< of a step that failed because another session held a lock
  engine* database =
      nullptr;  ///< that of the connection; none: a database that is this run's alone
  server_lock how_locked = server_lock::automatic;
  std::filesystem::path lock_file = {};  ///< for SQLite, see take_file_lock(); empty: in memory
  unsettled_statement unsettled = unsettled_statement::ask;
};

/// Brings one database to a target, step by step, while it holds the migration lock. Every step's
/// version row changes in the step's own transaction, in which the table is looked at again: if
/// another tool was there meanwhile, the rest is planned anew from what it left. Nothing is touched
/// before the whole plan is known to be good and every file it needs is read. What runs outside of
/// a transaction is kept in a journal; see outside_step.
class runner {
 public:
  runner(connection& c, run_setting setting);

  /// Runs what make_plan() says for `target`. A failure is thrown with its own kind; its text says
  /// what was carried out before and where the database stands. A cancellation becomes
  /// error(interrupted) with the same. Takes no lock where there is nothing to do.
  task<run_report> run(direction way, std::string target);

  /// What run() would do, with every file read and checked; writes nothing.
  task<run_report> preview(direction way, std::string target);

 private:
  enum class progress { done, others_were_faster, try_again };

  task<> run_to(direction way, std::string target);
  task<> run_under_lock(direction way, std::string target, std::vector<step_body> bodies);
  task<> make_first_plan(direction way, const std::string& target);
  void plan_anew(direction way, const std::string& target);
  task<std::vector<step_body>> load();
  task<> let_confirm(direction way);
  run_report planned() const;

  task<> lock(const std::vector<step_body>& bodies);
  task<> take_in(run_questions::found found);
  task<> find_where_it_stands();
  task<> unlock();
  task<> read_journal();
  task<> settle_journal();
  void check_unfinished() const;

  task<progress> run_plan(std::vector<step_body> bodies);
  task<bool> may_try_again(std::exception_ptr failure);

  void settle(const step& s);
  void replan_from(std::vector<std::string> found);
  [[noreturn]] void fail_at_boundary(const std::exception_ptr& failure) const;

  connection& connection_;
  run_setting setting_;
  step_batches batches_;
  run_record record_;
  plan plan_;
  std::unique_ptr<migration_lock> lock_;
  std::optional<std::vector<std::string>> found_rows_;  // under the lock
  bool history_known_ = false;
  std::optional<journal_entry> unfinished_;
  std::size_t attempts_ = 0;  // of the step that runs
};

}  // namespace fz
