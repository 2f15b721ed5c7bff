#pragma once

#include "core/schema/database_schema.hpp"

#include <vector>

namespace fz {

/// Something that goes and something of like kind that comes: perhaps the same under another name.
struct possible_rename {
  object_key from;
  object_key to;

  bool operator==(const possible_rename&) const = default;
};

/// Tables, on PostgreSQL also sequences, enums, composite types and domains, that could be the same
/// under another name: in the same schema, and alike (of a table, half of the columns of one of the
/// two are in the other).
std::vector<possible_rename> possible_object_renames(const database_schema& from,
                                                     const database_schema& to);

/// Columns of the same type in tables that are in both schemas.
std::vector<possible_rename> possible_column_renames(const database_schema& from,
                                                     const database_schema& to);

}  // namespace fz
