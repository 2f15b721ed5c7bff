#pragma once

#include "core/sql/dialect.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// What the text of a foreign key says: "FOREIGN KEY (a) REFERENCES s.p(b) ON DELETE CASCADE" of
/// PostgreSQL, "(a) references p (b)" of SQLite.
struct reference_text {
  std::vector<std::string> columns;
  std::string schema = {};
  std::string table = {};
  std::vector<std::string> referenced = {};
  std::string rest = {};
};

/// Nothing for a text that is not a foreign key.
std::optional<reference_text> read_reference(std::string_view text, dialect d);

/// The names in the first pair of parentheses: the columns of "PRIMARY KEY (a, b) …". An expression
/// counts as "".
std::vector<std::string> columns_in(std::string_view text, dialect d);

}  // namespace fz
