#pragma once

#include "core/sql/dialect.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// The tokens of one statement, read from left to right; comments are passed over.
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

 private:
  struct token {
    std::string text;   // as it is written
    std::string lower;  // a word in lower case; "" for a quoted name and the like
  };

  std::vector<token> tokens_;
  std::size_t at_ = 0;
};

/// The last part of a name as the catalog has it: without quotes, or in lower case.
std::string catalog_name(std::string_view written);

}  // namespace fz
