#pragma once

#include "core/schema/sqlite/token_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {

/// A column of a PRIMARY KEY, a UNIQUE constraint or an index.
struct key_part {
  std::string column;      ///< "" where it is an expression
  written_sql expression;  ///< the column or expression as written, without what follows
  std::string collation;   ///< "" where none is written
  bool descending = false;
  std::string nulls = {};  ///< "first", "last" or ""
};

/// A PRIMARY KEY or UNIQUE constraint, of a column or of the table.
struct key_text {
  std::string name;
  bool primary = false;
  bool in_column = false;  ///< written within a column
  std::vector<key_part> parts;
  std::string on_conflict = {};  ///< in lower case; "" where none is written
  bool autoincrement = false;
};

struct check_text {
  std::string name;
  written_sql expression;  ///< with its parentheses
  std::string on_conflict = {};
};

struct foreign_key_text {
  std::string name;
  std::vector<std::string> columns;
  std::string table;
  std::vector<std::string> referenced = {};  ///< empty: the table's primary key
  std::string on_delete = {};                ///< in lower case; "" where none is written
  std::string on_update = {};
  std::string on_insert = {};  ///< SQLite reads it and does nothing with it
  std::string match = {};
  std::string deferrable = {};  ///< "deferrable initially deferred" …
};

struct generated_text {
  written_sql expression;  ///< with its parentheses
  std::string storage;     ///< "stored", "virtual" or "" (which means virtual)
};

struct column_text {
  std::string name;
  written_sql type;  ///< without quotes, as SQLite's PRAGMAs give it; "" where none is written
  std::string nullability = {};  ///< "null", "not null on conflict …", "" where none is written
  std::string null_name = {};    ///< the name of its NOT NULL
  std::optional<written_sql> default_value = {};
  std::string collation = {};
  std::optional<generated_text> generated = {};
  std::vector<std::string> loose_names = {};  ///< of CONSTRAINT with nothing that keeps a name
  std::size_t begin = 0;                      ///< where its definition begins and ends, in bytes
  std::size_t end = 0;

  bool not_null() const { return nullability.starts_with("not null"); }
};

/// What a CREATE TABLE says.
struct table_text {
  std::string name;
  std::size_t name_begin = 0;  ///< where its name is written, in bytes
  std::size_t name_end = 0;
  bool temporary = false;
  std::vector<column_text> columns;
  std::size_t columns_end = 0;  ///< where the "," or ")" after the last column is, in bytes
  std::vector<key_text> keys;
  std::vector<check_text> checks;
  std::vector<foreign_key_text> foreign_keys;
  bool without_rowid = false;
  bool strict = false;

  /// By name, capitals do not matter; nullptr if there is none.
  const column_text* column(std::string_view name) const;
  const key_text* primary_key() const;
  /// The column that is another name of the rowid (INTEGER PRIMARY KEY); nullptr if there is none.
  const column_text* rowid_column() const;
};

/// Reads a CREATE TABLE that SQLite has accepted, by the grammar of SQLite 3.40. Throws
/// error(script) with a sentence for what it does not understand: CREATE TABLE … AS SELECT, and
/// what SQLite would refuse.
table_text read_table(std::string_view sql);

}  // namespace fz::sqlite
