#pragma once

#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/own_table.hpp"
#include "core/revision/plan.hpp"
#include "core/sql/dialect.hpp"
#include "core/util/identity.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz {

/// What a row of the audit trail says of its step.
struct audit_entry {
  std::string revision;   ///< its id
  std::string direction;  ///< "upgrade", "downgrade" or "stamp"
  std::string sha256;     ///< of the revision's file; empty for code
};

/// `sha256`: of the revision's file. A stamp that leaves no row says "base".
audit_entry entry_of(const step& s, std::string sha256);

/// A row as it was written.
struct audit_row {
  audit_entry entry;
  std::string started;  ///< UTC, by the database's clock: "2024-06-01T16:03:13.250Z"
  /// In milliseconds, up to when the row was written; nothing: not known, a script's.
  std::optional<std::int64_t> duration;
  std::string who;            ///< the operating system's user that ran fz
  std::string database_user;  ///< who logged in to the server; empty on SQLite
  std::string host;           ///< on which fz ran
  std::string program_version;
};

/// Which rows of the audit trail; the newest ones.
struct audit_selection {
  std::optional<std::size_t> limit = {};
  std::string revision = {};  ///< only of revisions whose id begins so
};

/// The table in which every step leaves a row, written in the step's own transaction: the audit
/// trail. Rows are only ever added.
class audit_table {
 public:
  /// `schema` may be empty: where the connection looks by itself. `who` writes the rows.
  audit_table(std::string name, std::string schema, identity who)
      : table_{std::move(name), std::move(schema)}, who_(std::move(who)) {}

  const own_table& table() const noexcept { return table_; }
  const std::string& name() const noexcept { return table_.name; }

  /// Makes the table unless it is there.
  statement creation(dialect d) const;

  /// Adds the row to a batch that is all of a step. The database takes the time: batches that go
  /// down together begin when it comes to them, which is not known when they are put together.
  /// `before`: how long the step had worked already.
  void record(batch& whole, const audit_entry& entry, dialect d,
              std::chrono::milliseconds before = {}) const;

  /// The row of something that took so long, and ends with this.
  batch::change ended(const audit_entry& entry, std::chrono::milliseconds taken, dialect d) const;

  /// The same for a script: with literals, and without what is not known of who will run it.
  std::string literal_row(const audit_entry& entry, dialect d) const;

  /// Newest first; nothing if the table does not exist.
  task<std::optional<std::vector<audit_row>>> read(connection& c, audit_selection wanted) const;

  /// For each revision whose newest row says that it was applied or stamped, the digest of its file
  /// in that row. Empty if the table does not exist.
  task<std::map<std::string, std::string>> digests(connection& c) const;

 private:
  std::string qualified_name() const { return table_.qualified_name(); }
  statement insertion(const audit_entry& entry, dialect d, const std::string& started,
                      const std::string& duration) const;

  own_table table_;
  identity who_;
};

}  // namespace fz
