#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// What a script may hold besides SQL, and how its own statements change the way the rest is read.
/// Code that cuts a script into statements asks these rules token by token, so that it refuses the
/// same things in the same words, and before a quote in them is taken for the start of a string.
class script_rules {
 public:
  explicit script_rules(dialect d) : dialect_(d) {}

  /// Why the token cannot be part of the script, as a sentence; "" if it can. These are refused:
  ///   - commands of psql and sqlite3; but `\restrict` and `\unrestrict`, which pg_dump puts around
  ///     what it writes, may be skipped between statements
  ///   - comments that another tool reads as a marker, such as `-- +goose Down`, `-- migrate:down`
  ///     or `-- no-transaction`: fz would run on past them
  ///   - a word that begins with U+FEFF, left over from files that were joined
  std::string problem(const sql_token& token, std::string_view text, bool in_statement) const;

  /// False if problem() need not be asked.
  static bool may_be_problem(const sql_token& token, std::string_view text) {
    return token.kind == sql_token_kind::comment || token.kind == sql_token_kind::shell_command ||
           text.starts_with('\xEF');
  }

  /// Takes note of a whole statement, which begins at offset `begin` of the scanner's text. After
  /// SET standard_conforming_strings = off (PostgreSQL) the scanner takes a backslash in '…' for an
  /// escape, as psql does, until it is set back or the script ends. Throws error(script), with the
  /// place, for COPY … FROM STDIN and TO STDOUT: what comes next may be data.
  void follow(std::string_view sql, std::size_t begin, sql_scanner& scanner) const;

 private:
  dialect dialect_;
};

/// Why a command of psql or sqlite3, given from its backslash, dot or number sign on, is refused.
std::string shell_command_problem(std::string_view command);

/// Throws error(script), with the place, for PostgreSQL's COPY … FROM STDIN and COPY … TO STDOUT:
/// their data goes through the client, and a migration has none to give or take.
void refuse_client_copy(const statement& s);

/// The first `:name`, `:'name'` or `:"name"` outside of strings, which psql would replace by the
/// value of a variable; nothing if there is none. It may be right SQL: an array's slice a[1:n].
std::optional<std::string> find_psql_variable(std::string_view sql);

}  // namespace fz
