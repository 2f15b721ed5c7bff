#include "core/sql/script_rules.hpp"

#include "core/sql/sql_words.hpp"
#include "core/sql/statement_traits.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fz {
namespace {

constexpr std::string_view blanks = " \t\r\n\f\v";

std::string first_word(std::string_view text) {
  return std::string(text.substr(0, std::min(text.find_first_of(blanks), text.size())));
}

/// What to write instead of the command.
std::string_view advice_for(std::string_view command) {
  const auto is_one_of = [&](auto... names) { return ((command == names) || ...); };
  if (is_one_of("\\i", "\\ir", "\\include", "\\include_relative", ".read")) {
    return "Put the statements of that file here.";
  }
  if (command == "\\copy") return "INSERT the rows, or COPY them from a file on the server.";
  if (command == ".import") return "INSERT the rows.";
  if (is_one_of("\\c", "\\connect", ".open")) return "A revision runs in one database.";
  if (is_one_of("\\g", "\\gx", "\\gexec", "\\gset", "\\gdesc")) {
    return "End the statement with a semicolon.";
  }
  return "Leave it out, or say it in SQL.";
}

/// The words of a marker that another tool reads, and the tool.
struct foreign_marker {
  std::string_view words;
  std::string_view tool;
  std::string_view advice;
};

constexpr std::string_view write_upgrade = "A section of fz begins with '-- fz:upgrade'.";
constexpr std::string_view write_downgrade =
    "What undoes the revision goes below '-- fz:downgrade'.";
constexpr std::string_view leave_it_out =
    "Leave it out: fz finds the end of each statement by itself.";
constexpr std::string_view write_no_transaction =
    "To run the section outside of a transaction, begin it with '-- fz:upgrade transaction=off'.";

constexpr auto foreign_markers = std::to_array<foreign_marker>(
    {{"+goose up", "goose", write_upgrade},
     {"+goose down", "goose", write_downgrade},
     {"+goose statementbegin", "goose", leave_it_out},
     {"+goose statementend", "goose", leave_it_out},
     {"+goose no transaction", "goose", write_no_transaction},
     {"+goose envsub on", "goose", "fz does not replace variables in SQL."},
     {"+migrate up", "sql-migrate", write_upgrade},
     {"+migrate down", "sql-migrate", write_downgrade},
     {"+migrate statementbegin", "sql-migrate", leave_it_out},
     {"+migrate statementend", "sql-migrate", leave_it_out},
     {"+migrate notransaction", "sql-migrate", write_no_transaction},
     {"migrate:up", "dbmate", write_upgrade},
     {"migrate:down", "dbmate", write_downgrade},
     {"no-transaction", "sqlx", write_no_transaction},
     {"+micrate up", "micrate", write_upgrade},
     {"+micrate down", "micrate", write_downgrade},
     {"-- create above / drop below", "tern", write_downgrade},
     {"-- tern: disable-tx", "tern", write_no_transaction},
     {"up migration", "node-pg-migrate", write_upgrade},
     {"down migration", "node-pg-migrate", write_downgrade},
     {"atlas:txmode", "Atlas", write_no_transaction},
     {"//@undo", "MyBatis Migrations", write_downgrade},
     {"@undo", "MyBatis Migrations", write_downgrade},
     {"rambler up", "rambler", write_upgrade},
     {"rambler down", "rambler", write_downgrade},
     {"liquibase formatted sql", "Liquibase", write_upgrade}});

/// The words of a comment `-- …` in lower case, one blank between them.
std::string words_of(std::string_view comment) {
  std::string words;
  std::size_t end = 2;
  for (;;) {
    const std::size_t begin = comment.find_first_not_of(blanks, end);
    if (begin == comment.npos) break;
    end = std::min(comment.find_first_of(blanks, begin), comment.size());
    if (!words.empty()) words += ' ';
    words += to_lower(comment.substr(begin, end - begin));
  }
  return words;
}

bool is_marker(std::string_view words, std::string_view marker) {
  return words.starts_with(marker) &&
         (words.size() == marker.size() || words[marker.size()] == ' ');
}

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '\'' || c == '"';
}

bool may_be_passed_over(std::string_view command) {
  const std::string name = first_word(command);
  return name == "\\restrict" || name == "\\unrestrict";
}

std::string comment_problem(std::string_view comment) {
  if (!comment.starts_with("--")) return {};
  // Most comments are not markers: look at their first letter first.
  const std::size_t first = comment.find_first_not_of(blanks, 2);
  if (first == comment.npos) return {};
  if (std::string_view("+mMnNrRlLuUdDaA-/@").find(comment[first]) == std::string_view::npos)
    return {};
  const std::string words = words_of(comment.substr(0, 200));
  for (const foreign_marker& marker : foreign_markers) {
    if (!is_marker(words, marker.words)) continue;
    return fmt::format("'{}' is a marker of {}, which means nothing here. {}",
                       printable(trim(comment)), marker.tool, marker.advice);
  }
  return {};
}

void refuse_copy(copy_direction direction, const source_position& position) {
  const bool reads = direction == copy_direction::from_client;
  throw error_at(error_kind::script, position,
                 fmt::format("COPY {} cannot be used in a migration: its data goes through the "
                             "client. INSERT the rows, or COPY from or to a file on the server.",
                             reads ? "FROM STDIN" : "TO STDOUT"));
}

}  // namespace

std::string shell_command_problem(std::string_view command) {
  if (command.starts_with('#')) {
    return "Only the sqlite3 shell takes a line that begins with # for a comment; in SQL a comment "
           "begins with '--'.";
  }
  const std::string name = first_word(command);
  const char* shell = command.starts_with('.') ? "sqlite3" : "psql";
  return fmt::format("{} is a {} command, not SQL. {}", printable(name), shell, advice_for(name));
}

std::string script_rules::problem(const sql_token& token, std::string_view text,
                                  bool in_statement) const {
  if (token.kind == sql_token_kind::comment) return comment_problem(text);
  if (token.kind == sql_token_kind::shell_command) {
    return !in_statement && may_be_passed_over(text) ? "" : shell_command_problem(text);
  }
  if (!text.starts_with("\xEF\xBB\xBF")) return {};
  return "There is a byte order mark (U+FEFF) here, which most editors do not show; delete it.";
}

void script_rules::follow(std::string_view sql, std::size_t begin, sql_scanner& scanner) const {
  if (dialect_ != dialect::postgresql || sql.empty()) return;
  // COPY, SET, SELECT, RESET and DISCARD; the others may be long.
  if (std::string_view("cCsSrRdD").find(sql.front()) == std::string_view::npos) return;
  const statement_traits t = describe(sql, dialect_);
  if (t.client_copy) refuse_copy(*t.client_copy, scanner.position(begin));
  if (t.backslash_escapes) scanner.set_backslash_escapes(*t.backslash_escapes);
}

void refuse_client_copy(const statement& s) {
  // INSERT and UPDATE may be many, or long.
  if (!s.sql.empty() && std::string_view("iIuU").find(s.sql.front()) != s.sql.npos) return;
  const statement_traits t = describe(s.sql, dialect::postgresql);
  if (t.client_copy) refuse_copy(*t.client_copy, s.position);
}

std::optional<std::string> find_psql_variable(std::string_view sql) {
  sql_words words(sql, dialect::postgresql);
  for (; !words.at_end(); words.skip()) {
    if (words.peek() != ":" || words.kind() != sql_token_kind::other) continue;
    const std::string_view name = words.peek(1);
    if (name == ":") {  // a cast
      words.skip();
      continue;
    }
    const bool adjoins = !name.empty() && name.data() == words.peek().data() + 1;
    if (adjoins && begins_name(name.front())) return ":" + std::string(name);
  }
  return std::nullopt;
}

}  // namespace fz
