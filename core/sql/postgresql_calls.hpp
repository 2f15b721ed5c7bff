#pragma once

#include "core/sql/sql_words.hpp"
#include "core/sql/statement_traits.hpp"

#include <string>
#include <string_view>

/// The functions that a statement of PostgreSQL calls; a part of describe().
namespace fz {

/// With `counted`, a function that is not known to leave the session alone may change it.
enum class unknown_calls { ignored, counted };

/// Finds calls among the words that it sees one after the other.
class call_finder {
 public:
  /// Adds what the call does that begins at the next word, if one does. A name with a list of
  /// columns after it is not called: what is made, written to, or named by an alias.
  void see(sql_words& words, unknown_calls how, statement_traits& t);

 private:
  std::string name_in_front_;  // of the dot: the schema
  std::string before_;         // the keyword in front of the name
};

/// What the functions do that are called in the rest of the statement.
void describe_calls(sql_words& words, unknown_calls how, statement_traits& t);

/// True if the text may hold a call that changes the session, also in a string; quick.
bool mentions_session_call(std::string_view sql);

}  // namespace fz
