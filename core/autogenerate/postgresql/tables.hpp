#pragma once

#include "core/schema/database_schema.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// What CREATE TABLE carries: each is created with it and not by a statement of its own.
struct table_parts {
  std::vector<const schema_object*> columns = {};
  std::vector<const schema_object*> defaults = {};
  std::vector<const schema_object*> constraints = {};
  std::vector<const schema_object*> parents = {};          ///< objects of kind inheritance
  std::vector<std::string> generated_by_parents = {};      ///< columns that a parent generates too
  std::vector<const schema_object*> without_default = {};  ///< columns; a parent's has one
};

std::vector<std::string> create_table(const schema_object& table, const table_parts& parts);

/// True if the table must be made anew.
bool needs_new_table(const schema_object& from, const schema_object& to);

std::vector<std::string> alter_table(const schema_object& from, const schema_object& to);

}  // namespace fz::postgresql
