#pragma once

#include "core/async/task.hpp"
#include "core/config/config.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/database/engine.hpp"
#include "core/ledger/version_table.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// Hears what happens to a lock while it is waited for and held.
class lock_observer {
 public:
  virtual ~lock_observer() = default;

  /// Said at once and then every ten seconds. `holder` describes who has the lock; it may be empty.
  virtual void waiting_for_lock(const std::string& /*holder*/) {}

  /// Another runner has it although this one still works; the next step will fail.
  virtual void lock_lost(const std::string& /*sentence*/) {}
};

/// The right to migrate one database, held against all other runners. An interface because each
/// kind of database keeps such a right in its own way.
///
/// To take it: send attempt(), and whatever else is to be asked, over the working connection while
/// attempt_beside() runs; hand the answers to taken(); if that is false, await wait().
class migration_lock {
 public:
  virtual ~migration_lock() = default;

  virtual std::vector<statement> attempt() { return {}; }
  virtual task<> attempt_beside() { co_return; }

  /// `given`: the answers to attempt().
  virtual bool taken(answers given) = 0;

  /// Waits until it is held. Throws error(lock) that says who has it.
  virtual task<> wait() = 0;

  /// Takes it anew for a working connection whose session was reset.
  virtual task<> restore() { co_return; }

  /// A connection that is free while the migration's own is busy, or nullptr; and the number of
  /// the server's process of the migration's own.
  virtual connection* observer() noexcept { return nullptr; }
  virtual std::int64_t working_session() const noexcept { return 0; }

  /// What each step's transaction must change so that it counts; nothing: the lock cannot be lost.
  virtual std::optional<batch::change> fence() const { return std::nullopt; }

  /// Renews the lock until it is cancelled, where that is needed.
  virtual task<> keep() { co_return; }

  /// Lets go; if that fails, the end of the connection lets go.
  virtual task<> release() = 0;
};

/// Which database is locked. All that it refers to must outlive the lock.
struct lock_request {
  connection& work;  ///< the one that migrates
  engine* database;  ///< for a connection beside it; only where the server keeps the lock
  const version_table& table;
  lock_observer& observer;
  std::chrono::milliseconds timeout;  ///< how long to wait for another runner
  /// A lease that is not renewed for so long is free for others.
  std::chrono::milliseconds lease{30'000};
  /// No session beside the one that works, if the server can do without: for steps in transactions
  /// that leave their session as it was.
  bool one_session = false;
};

/// The server's own account of where the connection that migrates is.
struct lock_place {
  std::string database;
  std::string schema;        ///< of the version table
  std::int64_t process = 0;  ///< the session's
};

/// PostgreSQL: session-level advisory locks, one on a connection of its own and one on the working
/// connection, so that what a killed runner's server process still does is waited for too. Both are
/// asked for in short statements outside of transactions: a wait inside pg_advisory_lock() would
/// hold a snapshot, for which the holder's CREATE INDEX CONCURRENTLY waits. If only one can be had,
/// it is let go. Throws error(config) for a pooler that does not keep one server session
/// for one connection. `own` is the connection beside the one that migrates; without it, both locks
/// are on that one.
std::unique_ptr<migration_lock> make_advisory_lock(lock_request wanted, lock_place place,
                                                   std::optional<pooled_connection> own);

/// CockroachDB, whose advisory locks do nothing, and YugabyteDB, where they are switched off or
/// new: a row beside the version table with a name and a time until which it counts, renewed while
/// the run continues. After a kill, others wait for half a minute.
std::unique_ptr<migration_lock> make_lease_lock(lock_request wanted, pooled_connection own);

/// The one of the two for the server of the connection.
task<std::unique_ptr<migration_lock>> make_server_lock(lock_request wanted, server_lock how);

/// SQLite: a lock on the file `beside`, which the operating system releases with its holder; it is
/// made and removed again. A single transaction needs none, because SQLite locks by itself; steps
/// outside of transactions do.
std::unique_ptr<migration_lock> make_file_lock(lock_request wanted, std::filesystem::path beside);

/// The lock for the database of the working connection; nullptr: it needs none. `beside` is for
/// make_file_lock(); empty: no other runner can work outside of transactions.
task<std::unique_ptr<migration_lock>> make_lock(lock_request wanted, server_lock how,
                                                std::filesystem::path beside);

}  // namespace fz
