#include "core/sql/statement_splitter.hpp"

#include "core/sql/client_copy.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/util/text.hpp"

#include <string>

namespace fz {
namespace {

/// Knows whether a semicolon ends the statement or stands in a trigger's body: the states of
/// sqlite3_complete(). A trigger ends with `; END;`, so the END of a CASE is no trouble.
class sqlite_statement {
 public:
  static constexpr bool has_copy = false;

  void see(const sql_token& token, std::string_view text) {
    if (token.kind == sql_token_kind::semicolon) {
      see_semicolon();
    } else {
      see_word(token.kind == sql_token_kind::word ? to_lower(text) : "");
    }
  }

  bool ended() const { return state_ == state::start; }

  /// True if the text may not end here.
  bool is_open() const {
    return semicolon_seen_ && (state_ == state::trigger || state_ == state::after_semicolon);
  }

 private:
  enum class state { start, normal, explain, create, trigger, after_semicolon, after_end };

  void see_semicolon() {
    const bool in_body = state_ == state::trigger || state_ == state::after_semicolon;
    state_ = in_body ? state::after_semicolon : state::start;
    semicolon_seen_ = in_body;
  }

  void see_word(std::string_view word) {
    switch (state_) {
      case state::start:
        state_ = word == "explain"  ? state::explain
                 : word == "create" ? state::create
                                    : state::normal;
        break;
      case state::explain:  // EXPLAIN QUERY PLAN CREATE …
        if (word == "create") state_ = state::create;
        break;
      case state::create:
        if (word == "trigger") {
          state_ = state::trigger;
        } else if (word != "temp" && word != "temporary") {
          state_ = state::normal;
        }
        break;
      case state::after_semicolon:
        state_ = word == "end" ? state::after_end : state::trigger;
        break;
      case state::after_end:
        state_ = state::trigger;
        break;
      case state::normal:
      case state::trigger:
        break;
    }
  }

  state state_ = state::start;
  bool semicolon_seen_ = false;
};

/// The same for PostgreSQL, by psql's rules: a semicolon between parentheses, or in the
/// BEGIN ATOMIC … END body of CREATE [OR REPLACE] FUNCTION or PROCEDURE, does not end it.
class postgresql_statement {
 public:
  static constexpr bool has_copy = true;

  void see(const sql_token& token, std::string_view text) {
    ended_ = false;
    switch (token.kind) {
      case sql_token_kind::open:
        ++parentheses_;
        break;
      case sql_token_kind::close:
        if (parentheses_ > 0) --parentheses_;
        break;
      case sql_token_kind::semicolon:
        ended_ = parentheses_ == 0 && body_depth_ == 0;
        break;
      case sql_token_kind::word:
        see_word(to_lower(text));
        return;
      default:
        break;
    }
    begin_seen_ = false;
    if (ended_) *this = {};
  }

  bool ended() const { return ended_; }
  bool is_open() const { return false; }

 private:
  enum class header { start, create, create_or, create_or_replace, routine, other };

  void see_word(const std::string& word) {
    const bool after_begin = begin_seen_;
    begin_seen_ = word == "begin";
    if (header_ != header::routine) {
      header_ = next_header(word);
    } else if (parentheses_ == 0) {
      if (word == "atomic" && after_begin) ++body_depth_;
      if (word == "case" && body_depth_ > 0) ++body_depth_;  // it ends with END, too
      if (word == "end" && body_depth_ > 0) --body_depth_;
    }
  }

  header next_header(const std::string& word) const {
    const bool may_be_routine = header_ == header::create || header_ == header::create_or_replace;
    if (may_be_routine && (word == "function" || word == "procedure")) return header::routine;
    if (header_ == header::start && word == "create") return header::create;
    if (header_ == header::create && word == "or") return header::create_or;
    if (header_ == header::create_or && word == "replace") return header::create_or_replace;
    return header::other;
  }

  header header_ = header::start;
  std::size_t parentheses_ = 0;
  std::size_t body_depth_ = 0;
  bool begin_seen_ = false;
  bool ended_ = true;
};

template <class Tracker>
std::vector<statement> split(std::string_view sql, sql_scanner scanner) {
  std::vector<statement> statements;
  Tracker tracker;
  std::size_t begin = 0;
  std::size_t end = 0;  // behind the last real character; begin == end: no statement yet
  for (;;) {
    const sql_token token = scanner.next();
    if (token.kind == sql_token_kind::comment) continue;
    if (token.kind != sql_token_kind::end) tracker.see(token, scanner.text(token));
    const bool at_end = token.kind == sql_token_kind::end;
    if (at_end && begin < end && tracker.is_open()) {
      throw error_at(error_kind::script, scanner.position(begin),
                     "The trigger that begins here is never closed: it ends with 'END;' after the "
                     "semicolon of its last statement.");
    }
    if (at_end || (token.kind == sql_token_kind::semicolon && tracker.ended())) {
      if (begin < end) {
        statements.emplace_back(std::string(sql.substr(begin, end - begin)));
        statements.back().position = scanner.position(begin);
        // At once: the data that would follow is no SQL.
        if (Tracker::has_copy) refuse_client_copy(statements.back());
      }
      if (at_end) return statements;
      begin = end = token.end;
      continue;
    }
    if (begin == end) begin = token.begin;
    end = token.end;
  }
}

}  // namespace

std::vector<statement> split_statements(std::string_view sql, dialect dialect,
                                        const source_position& start) {
  sql_scanner scanner(sql, dialect, start);
  return dialect == dialect::sqlite ? split<sqlite_statement>(sql, std::move(scanner))
                                    : split<postgresql_statement>(sql, std::move(scanner));
}

}  // namespace fz
