#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// A column as CREATE TABLE and ADD COLUMN have it; `default_expression` may be empty.
std::string column_clause(const schema_object& column, const std::string& default_expression);

/// ALTER TABLE … ADD COLUMN with all that comes after it; `default_expression` may be empty.
std::vector<std::string> create_column(const schema_object& column,
                                       const std::string& default_expression);

/// What of a new column no clause can say: storage, statistics, options, grants of its sequence.
std::vector<std::string> after_column(const schema_object& column);

/// True if the column's type or collation is another one.
bool is_retyped(const schema_object& from, const schema_object& to);

/// True if only dropping the column and adding it again makes one of the other.
bool needs_new_column(const schema_object& from, const schema_object& to);

/// What of a column's change comes from the same change of its parent's column.
struct inherited_change {
  bool type = false;
  bool not_null = false;
};

/// The statements that change a column; `retype_anyway`: its type was replaced by one of the same
/// name.
std::vector<std::string> alter_column(const schema_object& from, const schema_object& to,
                                      bool retype_anyway, inherited_change inherited);

/// The name of an identity column's sequence.
std::string identity_sequence(const schema_object& column);

}  // namespace fz::postgresql
