#pragma once

#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/own_table.hpp"
#include "core/ledger/version_table.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// How far a step that runs outside of a transaction has come.
struct journal_entry {
  std::string revision;
  std::string direction;  ///< "upgrade" or "downgrade"
  std::int64_t done = 0;  ///< how many of its statements have been carried out
  /// The number of one that was begun and may have been carried out; 0: none.
  std::int64_t started = 0;
  std::string digest;  ///< of the statements up to there, see section_digests
  /// The database has said that the one that was begun failed, and a part of its work may be there
  /// all the same: it is to be run again.
  bool broken_off = false;

  /// False: the step was begun, and nothing of it has run.
  bool has_statements() const noexcept { return done > 0 || started > 0; }
};

/// "The upgrade of revision a was stopped half-way, outside of a transaction: 2 statements carried
/// out, and statement 3 was begun"
std::string in_words(const journal_entry& entry);

/// The table beside the version table that holds one such entry while a step outside of a
/// transaction is unfinished. A run that was stopped in any way goes on from it. Between two such
/// steps of one run it may be empty; the last one drops it.
class journal {
 public:
  journal(const version_table& beside, dialect d);

  const own_table& table() const noexcept { return table_; }
  const std::string& name() const noexcept { return table_.name; }

  /// The entry; nothing if there is none, or no table.
  task<std::optional<journal_entry>> read(connection& c) const;

  statement creation() const;
  statement removal() const;  ///< of the table

  /// The first entry, and one that takes the place of `from`: each changes exactly one row, unless
  /// another runner has interfered.
  batch::change beginning(const journal_entry& first) const;
  batch::change progress(const journal_entry& from, const journal_entry& to) const;

  /// The end of an entry; the table stays.
  batch::change ending(const journal_entry& last) const;

 private:
  std::string is_another() const;
  std::string mark(int number) const;

  own_table table_;
  std::string quoted_;  // as it is written in SQL
  dialect dialect_;
};

}  // namespace fz
