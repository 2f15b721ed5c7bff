#include "core/offline/shell_statement.hpp"

#include "core/sql/script_rules.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <cstddef>
#include <string_view>

namespace fz {
namespace {

error refused(sql_scanner& scanner, const sql_token& token, const std::string& why) {
  return error_at(error_kind::script, scanner.position(token.begin), why);
}

/// True if sqlite3 would take the token's line for the end of the statement.
bool ends_statement_in_sqlite3(std::string_view sql, std::string_view text,
                               const sql_token& token) {
  if (text != "/" && to_lower(text) != "go") return false;
  const std::size_t line_begin = sql.rfind('\n', token.begin) + 1;
  if (!trim(sql.substr(line_begin, token.begin - line_begin)).empty()) return false;
  const std::string_view rest = trim(sql.substr(token.end, sql.find('\n', token.end) - token.end));
  return rest.empty() || rest.starts_with("--") || rest.starts_with("/*");
}

void check_for_sqlite3(const statement& s) {
  sql_scanner scanner(s.sql, dialect::sqlite, s.position);
  for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
    if (t.kind == sql_token_kind::comment || t.kind == sql_token_kind::quoted) continue;
    const std::string_view text = scanner.text(t);
    if (t.kind == sql_token_kind::shell_command) {
      throw refused(scanner, t, shell_command_problem(text));
    }
    if (text == "?" || text == ":" || text == "@" || text == "$") {
      throw refused(scanner, t,
                    "A parameter stands here, and a revision has no values for parameters; a "
                    "string stands between single quotes.");
    }
    if (ends_statement_in_sqlite3(s.sql, text, t)) {
      throw refused(scanner, t,
                    "sqlite3 takes a line with nothing but '/' or 'go' for the end of the "
                    "statement; join it with the next line.");
    }
  }
}

std::string for_sqlite3(const statement& s) {
  check_for_sqlite3(s);
  std::string text;
  text.reserve(s.sql.size());
  for (std::size_t i = 0; i < s.sql.size(); ++i) {
    if (s.sql[i] == '\n' && i > 0 && s.sql[i - 1] == '\r') text += '\r';
    text += s.sql[i];
  }
  return text;
}

bool begins_variable_of_psql(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0 ||
         c == '\'' || c == '"' || c == '{';
}

std::string for_psql(const statement& s, bool backslash_escapes) {
  refuse_client_copy(s);
  sql_scanner scanner(s.sql, dialect::postgresql, s.position);
  scanner.set_backslash_escapes(backslash_escapes);
  std::string text;
  std::size_t copied = 0;
  for (sql_token t = scanner.next(); t.kind != sql_token_kind::end; t = scanner.next()) {
    if (t.kind == sql_token_kind::shell_command) {
      throw refused(scanner, t, shell_command_problem(scanner.text(t)));
    }
    if (t.kind != sql_token_kind::other) continue;
    if (scanner.text(t) != ":" || t.end == s.sql.size()) continue;
    if (s.sql[t.end] == ':') {  // a cast
      scanner.next();
      continue;
    }
    if (!begins_variable_of_psql(s.sql[t.end])) continue;
    text += s.sql.substr(copied, t.end - copied) + ' ';
    copied = t.end;
  }
  return text + s.sql.substr(copied);
}

}  // namespace

std::string shell_statement(const statement& s, dialect d, bool backslash_escapes) {
  return d == dialect::sqlite ? for_sqlite3(s) : for_psql(s, backslash_escapes);
}

}  // namespace fz
