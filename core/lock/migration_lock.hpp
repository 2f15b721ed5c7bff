#pragma once

#include "core/async/task.hpp"
#include "core/config/config.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/database/engine.hpp"
#include "core/ledger/version_table.hpp"
#include "core/util/reporter.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// The right to migrate one database, held against all other runners. An interface because each
/// kind of database keeps such a right in its own way.
class migration_lock {
 public:
  virtual ~migration_lock() = default;

  /// What the request's questions gave, which were asked when the lock was held. Call once.
  virtual answers take_answers() { return {}; }

  /// A connection that is free while the migration's own is busy, or nullptr; and the number of
  /// the server's process behind the migration's own.
  virtual connection* observer() noexcept = 0;
  virtual std::int64_t working_session() const noexcept = 0;

  /// What each step's transaction must change so that it counts; none: the lock cannot be lost.
  virtual std::optional<batch::change> fence() const { return std::nullopt; }

  /// Renews the lock until it is cancelled, where that is needed.
  virtual task<> keep() { co_return; }

  /// Lets go; what fails now is let go by the end of the connection.
  virtual task<> release() = 0;
};

/// Which database is locked, and how. All that it refers to must outlive the lock.
struct lock_request {
  connection& work;  ///< the one that migrates
  engine* database;  ///< for a connection beside it; only where the server keeps the lock
  const version_table& table;
  fz::reporter& reporter;
  std::chrono::milliseconds timeout;  ///< how long to wait for another runner
  /// A lease that is not renewed for so long is free for others.
  std::chrono::milliseconds lease{30'000};
  /// For the connection that migrates; on a server, in as few round trips as can be.
  std::vector<statement> questions = {};
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
/// hold a snapshot, for which the holder's CREATE INDEX CONCURRENTLY waits. The first attempt asks
/// for both at once and lets go of one without the other. Throws error(lock) that
/// says who holds it, and error(config) behind a pooler that does not keep one server session for
/// one connection. `own` is the connection beside the one that migrates.
task<std::unique_ptr<migration_lock>> take_advisory_lock(lock_request wanted, lock_place place,
                                                         pooled_connection own);

/// CockroachDB, whose advisory locks do nothing, and YugabyteDB, where they are switched off or
/// new: a row beside the version table with a name and a time until which it counts, renewed while
/// the run goes on. Whoever is killed keeps others waiting for half a minute. Throws error(lock).
task<std::unique_ptr<migration_lock>> take_lease_lock(lock_request wanted, pooled_connection own);

/// The one of the two for the server behind the connection.
task<std::unique_ptr<migration_lock>> take_server_lock(lock_request wanted, server_lock how);

/// SQLite: a lock on the file `beside`, which the operating system lets go with its holder; made
/// and removed again. A single transaction needs none, SQLite locks by itself; steps outside of
/// transactions do. Throws error(lock).
task<std::unique_ptr<migration_lock>> take_file_lock(lock_request wanted,
                                                     std::filesystem::path beside);

}  // namespace fz
