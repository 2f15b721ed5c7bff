#pragma once

#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
#include "core/ledger/own_table.hpp"
#include "core/revision/version_rows.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz {

/// The table that holds the ids of the tips of what is applied, as Alembic makes and keeps it.
class version_table {
 public:
  /// `schema` may be empty: where the connection looks by itself.
  explicit version_table(std::string name, std::string schema = "")
      : table_{std::move(name), std::move(schema)} {}

  const own_table& table() const noexcept { return table_; }
  const std::string& name() const noexcept { return table_.name; }
  const std::string& schema() const noexcept { return table_.schema; }

  /// See own_table::qualified_name().
  std::string qualified_name() const { return table_.qualified_name(); }

  /// The rows, sorted; nothing if the table does not exist.
  task<std::optional<std::vector<std::string>>> read(connection& c) const;

  /// The same for a question that is asked together with others, and for what it gave.
  statement question() const { return statement(selection()); }
  static std::optional<std::vector<std::string>> rows_of(outcome<std::vector<row>> given);

  /// The batch parts: make the table unless it is there, and on PostgreSQL its schema, too; look
  /// whether it still holds exactly `rows` (sorted); carry out changes.
  statement creation() const;
  std::vector<statement> creation_with_schema(dialect d) const;
  batch::precondition unchanged(std::vector<std::string> rows, dialect d) const;
  std::vector<batch::change> changes(const std::vector<row_change>& changes, dialect d) const;

  /// The changes as statements with literals, for every dialect.
  std::vector<std::string> literal_changes(const std::vector<row_change>& changes) const;

 private:
  std::string selection() const;

  own_table table_;
};

}  // namespace fz
