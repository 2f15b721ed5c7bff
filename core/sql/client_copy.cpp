#include "core/sql/client_copy.hpp"

#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

#include <string>

namespace fz {
namespace {

/// "from stdin" and "to stdout" outside of parentheses; "" where it is neither.
std::string direction_of_copy(const statement& s) {
  sql_scanner scanner(s.sql, dialect::postgresql, s.position);
  std::string before;
  bool is_first = true;
  int depth = 0;
  for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
    if (t.kind == sql_token_kind::comment) continue;
    if (t.kind == sql_token_kind::open) ++depth;
    if (t.kind == sql_token_kind::close) --depth;
    const bool is_word = t.kind == sql_token_kind::word && depth == 0;
    std::string word = is_word ? to_lower(scanner.text(t)) : std::string();
    if (is_first && word != "copy") return {};
    is_first = false;
    if (word == "stdin" && before == "from") return "FROM STDIN";
    if (word == "stdout" && before == "to") return "TO STDOUT";
    before = std::move(word);
  }
  return {};
}

}  // namespace

void refuse_client_copy(const statement& s) {
  const std::string direction = direction_of_copy(s);
  if (direction.empty()) return;
  throw error_at(error_kind::script, s.position,
                 "COPY " + direction +
                     " cannot stand in a migration: its data goes through the client. INSERT the "
                     "rows, or COPY from or to a file on the server.");
}

}  // namespace fz
