#pragma once

#include "core/async/task.hpp"
#include "core/sql/statement.hpp"
#include "core/util/reporter.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz {

class connection;
class sync_connection;

/// How a statement ended that ran outside of a transaction when its run was stopped.
enum class statement_recovery {
  carried_out,
  run_again,  ///< it was not carried out, or running it again does no harm
  unknown,    ///< nothing in the database tells
};

/// What a statement that ran outside of a transaction, and was broken off or failed, left behind.
struct leftover {
  enum class kind {
    part_of_its_work,         ///< perhaps: it commits in its middle
    invalid_index,            ///< what CONCURRENTLY was building, or dropping
    half_detached_partition,  ///< no longer used, and still attached
  };

  kind what = kind::part_of_its_work;
  std::string name = {};  ///< of the index or the partition, as SQL writes it

  bool operator==(const leftover&) const = default;
};

/// A setting that the session has while a statement runs outside of a transaction.
struct temporary_setting {
  statement set;
  statement back;  ///< puts back what `set` found
};

/// What a session of a server is doing, for a person; each may be empty.
struct session_activity {
  std::string waits;  ///< "waits for a lock on t (AccessExclusiveLock), held by process 42 (…)"
  std::string progress;  ///< "building index: scanning table, 45 %"
};

/// What a kind of database knows about the work of a migration. An interface because each keeps
/// such knowledge in its own way: PostgreSQL in its catalog, SQLite nowhere.
class catalog {
 public:
  virtual ~catalog() = default;

  /// Statements at the beginning of a step's transaction by which the server's list of sessions
  /// shows, as long as the transaction lasts, which revision is at work.
  virtual std::vector<statement> announcement(const std::string& revision) const = 0;

  /// Finds out how an interrupted statement ended, and removes what it left: the invalid
  /// index of CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY, a partition whose detaching is
  /// pending. The session that ran the statement must be gone. `to` hears of what is removed.
  virtual statement_recovery recover(sync_connection& c, const statement& s,
                                     reporter& to) const = 0;

  /// What an interrupted statement left behind and recover() would remove; changes nothing.
  virtual std::vector<leftover> leftovers(sync_connection& c, const statement& s) const = 0;

  /// Throws error(script) with its place for a statement that recover() could not judge although
  /// another way of writing it could be judged.
  virtual void check_recoverable(const statement& s) const = 0;

  /// The setting with which execute_alone() wants to be called for the statement; nothing: none.
  virtual std::optional<temporary_setting> setting_alone(const statement& s) const = 0;

  /// Executes a statement that must run outside of a transaction. One that would do nothing because
  /// of an invalid index of the name (CREATE INDEX CONCURRENTLY IF NOT EXISTS) builds it anew.
  virtual void execute_alone(sync_connection& c, const statement& s, reporter& to) const = 0;

  /// What the session does, asked on another connection.
  virtual task<session_activity> activity(connection& observer, std::int64_t session) const = 0;

  /// True if a step that failed for a lock may be tried again: waiting was bounded by a setting of
  /// the session.
  virtual bool retries_locked_steps() const noexcept = 0;
};

}  // namespace fz
