#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/sql_scanner.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// The tokens of one statement, read from left to right and only as far as they are asked for;
/// comments are skipped. A string that is never closed ends the statement. The text must
/// outlive the reader.
class sql_words {
 public:
  sql_words(std::string_view sql, dialect d);

  /// Passes over the keywords if they come next, in this order; capitals do not matter.
  bool take(std::string_view keywords);

  /// Passes over everything in front of the next such keyword, and over it.
  bool take_through(std::string_view keyword);

  /// Passes over a list in parentheses if one comes next, and all in it.
  void pass_over_parentheses();

  /// The name that comes next as it is written, quotes and schema included: public."My Table"; ""
  /// if no name comes.
  std::string take_name();

  /// The text of the next token, or of the one `ahead` tokens after it; "" after the end.
  std::string_view peek(std::size_t ahead = 0);

  /// True if the token is this keyword, which is in lower case.
  bool is_keyword(std::string_view keyword, std::size_t ahead = 0);

  /// What the token is; `end` after the end.
  sql_token_kind kind(std::size_t ahead = 0);

  /// Passes over one token.
  void skip() { ++at_; }

  /// Where the next token is, to go back to.
  std::size_t place() const { return at_; }
  void go_to(std::size_t place) { at_ = place; }

  /// True if the keywords come somewhere, one right after the other, before the
  /// statement or its next semicolon ends; stays where it is.
  bool has_ahead(std::string_view keywords);

  /// Passes over the sign if it comes next, such as "=" or "(".
  bool take_sign(std::string_view sign);

  bool at_end() { return kind() == sql_token_kind::end; }

  /// From the next token to the end of the statement or to a semicolon, as it is written.
  std::string_view rest();

 private:
  bool has(std::size_t index);

  std::string_view sql_;
  sql_scanner scanner_;
  std::vector<sql_token> tokens_;
  bool all_read_ = false;
  std::size_t at_ = 0;
};

}  // namespace fz
