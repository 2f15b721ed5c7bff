#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/ledger.hpp"
#include "core/lock/migration_lock.hpp"
#include "core/runtime/database.hpp"
#include "core/runtime/run.hpp"
#include "core/runtime/run_progress.hpp"

#include <memory>
#include <optional>

namespace fz {

/// What a run works with in the database: its connection and the migration lock. What it refers to
/// must outlive it.
class run_session {
 public:
  /// How long to wait for the lock, and which one it is, says `wanted`.
  run_session(database& target, const ledger& tables, const run_request& wanted,
              const run_progress& progress);

  const ledger& tables() const noexcept { return tables_; }

  bool is_connected() const noexcept { return connection_.has_value(); }
  fz::connection& connection() { return **connection_; }
  migration_lock* lock() const noexcept { return lock_.get(); }

  /// Reads fz's own tables. A database that does not exist has nothing in it, and is not made.
  task<ledger_state> look();

  /// Makes the database if it does not exist, takes the lock, and reads. A journal entry without
  /// statements is discarded, and so is an empty journal. `one_session`: see lock_request.
  task<ledger_state> lock_and_look(bool one_session = false);

  /// The same after the connection was lost, as soon as there is a new one: the server may still
  /// work on what it was sent, and holds the lock until it has ended.
  task<ledger_state> reconnect_and_look();

  /// Takes note of what the session is, once; and undoes what steps did to it since, if that can be
  /// done.
  task<> save();
  task<> restore();

  task<> release();

 private:
  /// Hands what happens to the lock on to the observer of the run.
  class lock_report final : public lock_observer {
   public:
    explicit lock_report(const run_progress& progress) : progress_(progress) {}
    void waiting_for_lock(const std::string& holder) override;
    void lock_lost(const std::string& sentence) override;

   private:
    const run_progress& progress_;
  };

  task<ledger_state> take_and_look();
  task<ledger_state> discard_empty_journal(ledger_state found);

  database& database_;
  const ledger& tables_;
  const run_request& wanted_;
  lock_report lock_report_;
  std::optional<pooled_connection> connection_;
  bool is_saved_ = false;  // the session of the connection
  ledger::version_table_is version_table_ = ledger::version_table_is::there;  // when last looked at
  std::unique_ptr<migration_lock> lock_;
};

}  // namespace fz
