#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/sql_scanner.hpp"

#include <cstddef>
#include <string_view>

namespace fz {

/// Knows whether a semicolon ends the statement or is a part of a trigger's body: the states of
/// sqlite3_complete(). A trigger ends with `; END;`, so the END of a CASE does not end it.
class sqlite_boundary {
 public:
  void see(const sql_token& token, std::string_view text);
  bool ended() const { return state_ == state::start; }
  bool looks_at_words() const { return state_ != state::normal; }

  /// True if the text may not end here.
  bool is_open() const {
    return semicolon_seen_ && (state_ == state::trigger || state_ == state::after_semicolon);
  }

 private:
  enum class state { start, normal, explain, create, trigger, after_semicolon, after_end };

  void see_semicolon();
  void see_word(std::string_view word);

  state state_ = state::start;
  bool semicolon_seen_ = false;
};

/// The same for PostgreSQL, by psql's rules: a semicolon between parentheses, or in the
/// BEGIN ATOMIC … END body of CREATE [OR REPLACE] FUNCTION or PROCEDURE, does not end it.
class postgresql_boundary {
 public:
  void see(const sql_token& token, std::string_view text);
  bool ended() const { return ended_; }
  bool looks_at_words() const { return header_ != header::other; }
  std::size_t& parentheses() { return parentheses_; }

 private:
  enum class header { start, create, create_or, create_or_replace, routine, other };

  void see_word(std::string_view text);
  header next_header(std::string_view word) const;

  header header_ = header::start;
  std::size_t parentheses_ = 0;
  std::size_t body_depth_ = 0;
  bool begin_seen_ = false;
  bool ended_ = true;
};

/// Finds the end of each statement of a script from its tokens, which it sees one after the other.
class statement_boundary {
 public:
  explicit statement_boundary(dialect d) : dialect_(d) {}

  /// Takes the next token, which is not a comment. True if it is the semicolon that ends the
  /// statement.
  bool see(const sql_token& token, std::string_view text) {
    if (dialect_ == dialect::sqlite) {
      sqlite_.see(token, text);
      return token.kind == sql_token_kind::semicolon && sqlite_.ended();
    }
    postgresql_.see(token, text);
    return token.kind == sql_token_kind::semicolon && postgresql_.ended();
  }

  /// False while words mean nothing to it: only semicolons and parentheses need be shown.
  bool looks_at_words() const {
    return dialect_ == dialect::sqlite ? sqlite_.looks_at_words() : postgresql_.looks_at_words();
  }

  /// How many are open, for a statement whose words mean nothing.
  std::size_t& parentheses() { return postgresql_.parentheses(); }

  /// True if the text may not end here: a trigger of SQLite without its END.
  bool is_open() const { return dialect_ == dialect::sqlite && sqlite_.is_open(); }

 private:
  dialect dialect_;
  sqlite_boundary sqlite_;
  postgresql_boundary postgresql_;
};

}  // namespace fz
