#include "core/sql/statement_boundary.hpp"

#include "core/util/text.hpp"

#include <string>

namespace fz {

void sqlite_boundary::see(const sql_token& token, std::string_view text) {
  if (token.kind == sql_token_kind::semicolon) {
    see_semicolon();
  } else if (state_ != state::normal) {
    see_word(token.kind == sql_token_kind::word ? to_lower(text) : "");
  }
}

void sqlite_boundary::see_semicolon() {
  const bool in_body = state_ == state::trigger || state_ == state::after_semicolon;
  state_ = in_body ? state::after_semicolon : state::start;
  semicolon_seen_ = in_body;
}

void sqlite_boundary::see_word(std::string_view word) {
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

void postgresql_boundary::see(const sql_token& token, std::string_view text) {
  ended_ = false;
  switch (token.kind) {
    case sql_token_kind::word:
      if (header_ != header::other) see_word(text);
      return;
    case sql_token_kind::open:
      ++parentheses_;
      break;
    case sql_token_kind::close:
      if (parentheses_ > 0) --parentheses_;
      break;
    case sql_token_kind::semicolon:
      ended_ = parentheses_ == 0 && body_depth_ == 0;
      break;
    default:
      break;
  }
  begin_seen_ = false;
  if (ended_) *this = {};
}

void postgresql_boundary::see_word(std::string_view text) {
  const std::string word = to_lower(text);
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

postgresql_boundary::header postgresql_boundary::next_header(std::string_view word) const {
  const bool may_be_routine = header_ == header::create || header_ == header::create_or_replace;
  if (may_be_routine && (word == "function" || word == "procedure")) return header::routine;
  if (header_ == header::start && word == "create") return header::create;
  if (header_ == header::create && word == "or") return header::create_or;
  if (header_ == header::create_or && word == "replace") return header::create_or_replace;
  return header::other;
}

}  // namespace fz
