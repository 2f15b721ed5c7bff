#pragma once

#include "core/schema/database_schema.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fz::sqlite {

/// A row of PRAGMA table_xinfo.
struct catalog_column {
  std::string name;
  std::string type;
  bool not_null = false;
  std::optional<std::string> default_value = {};
  std::int64_t key_position = 0;  ///< in the primary key, from 1; 0: not in it
  std::int64_t hidden = 0;        ///< 2: generated, 3: generated and stored
};

/// What PRAGMA index_list and index_xinfo say of an index.
struct catalog_index {
  std::string name;
  bool unique = false;
  std::string origin = "c";  ///< "c": CREATE INDEX, "u": UNIQUE, "pk": PRIMARY KEY
  bool partial = false;
  std::vector<std::string> columns = {};  ///< "" for an expression
  std::vector<bool> descending = {};
};

/// What PRAGMA foreign_key_list says of a foreign key.
struct catalog_foreign_key {
  std::string table;
  std::vector<std::string> columns;
  std::vector<std::string> referenced;  ///< empty: the primary key
  std::string on_update = "NO ACTION";
  std::string on_delete = "NO ACTION";
};

/// A row of sqlite_schema; of a table, with what the PRAGMAs say.
struct catalog_entry {
  enum class kind { table, virtual_table, shadow_table, index, view, trigger };

  kind what = kind::table;
  std::string name;
  std::string table;  ///< the one that an index or trigger belongs to
  std::string sql;
  bool strict = false;
  bool without_rowid = false;
  std::vector<catalog_column> columns = {};
  std::vector<catalog_index> indexes = {};
  std::vector<catalog_foreign_key> foreign_keys = {};
};

/// All of a database's schema as SQLite tells it.
using catalog = std::vector<catalog_entry>;

/// The catalog as a value that can be compared: names in lower case, because capitals do not matter
/// to SQLite. A table whose text says something else than the PRAGMAs, or cannot be read, is among
/// what is not compared, with a sentence; so are virtual and shadow tables. SQLite's internal
/// tables and `left_out` (names of tables) are skipped.
database_schema describe_catalog(const catalog& entries, const std::vector<std::string>& left_out);

}  // namespace fz::sqlite
