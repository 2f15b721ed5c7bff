#pragma once

#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
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
  std::int64_t started =
      0;               ///< the number of one that was begun and may have been carried out; 0: none
  std::string digest;  ///< of the statements up to there, see digest_of()

  /// False: the step was begun, and nothing of it has run.
  bool has_statements() const noexcept { return done > 0 || started > 0; }
};

/// The table beside the version table that holds one such entry, and exists only while a step
/// outside of a transaction is unfinished. The run after one that was stopped continues from it.
class journal {
 public:
  journal(const version_table& beside, dialect d);

  const std::string& name() const noexcept { return name_; }

  /// The entry; nothing if there is none.
  task<std::optional<journal_entry>> read(connection& c) const;

  /// The same for a question that is asked together with others, and for what it gave.
  statement question() const;
  static std::optional<journal_entry> entry_of(outcome<std::vector<row>> given);

  statement creation() const;
  statement removal() const;

  /// The first entry, and one that takes the place of `from`: each changes exactly one row, unless
  /// another runner has interfered.
  batch::change beginning(const journal_entry& first) const;
  batch::change progress(const journal_entry& from, const journal_entry& to) const;

 private:
  std::string is_another() const;
  std::string mark(int number) const;

  std::string name_;
  std::string table_;
  dialect dialect_;
};

/// The SHA-256 of the first `count` statements.
std::string digest_of(const std::vector<statement>& statements, std::size_t count);

}  // namespace fz
