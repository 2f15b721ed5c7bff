#pragma once

#include "core/schema/sqlite/table_text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {

/// What a CREATE INDEX says.
struct index_text {
  std::string name;
  std::string table;
  bool unique = false;
  std::vector<key_part> parts;
  std::optional<written_sql> where = {};
};

/// What a CREATE VIEW says.
struct view_text {
  std::string name;
  std::vector<std::string> columns;  ///< empty: those of the query
  written_sql query;
  std::vector<std::string> words;  ///< every name and word in the query, in lower case, sorted
};

/// What a CREATE TRIGGER says.
struct trigger_text {
  std::string name;
  std::string timing;  ///< "before", "after", "instead of"; "" where none is written
  std::string event;   ///< "insert", "delete", "update", "update of a, b"
  std::string table;
  written_sql action;              ///< FOR EACH ROW, WHEN and the body
  std::vector<std::string> words;  ///< every name and word in the action, in lower case, sorted
};

/// Each reads a statement that SQLite has accepted; throws error(script) with a sentence for what
/// it does not understand.
index_text read_index(std::string_view sql);
view_text read_view(std::string_view sql);
trigger_text read_trigger(std::string_view sql);

/// Every name and word of a text, in lower case, sorted, each once: what it may refer to.
std::vector<std::string> words_of(std::string_view sql);

}  // namespace fz::sqlite
