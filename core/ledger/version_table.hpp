#pragma once

#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/connection.hpp"
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
      : name_(std::move(name)), schema_(std::move(schema)) {}

  const std::string& name() const noexcept { return name_; }
  const std::string& schema() const noexcept { return schema_; }

  /// The name as it is written in SQL, quoted where it must be, with its schema.
  std::string qualified_name() const;

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

  std::string name_;
  std::string schema_;
};

}  // namespace fz
