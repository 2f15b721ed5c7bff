#include "core/users/user_error.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace fz {
namespace {

std::string_view sentence_of(user_field taken) {
  return taken == user_field::username ? "Username already exists" : "Email already exists";
}

std::string_view last_part(std::string_view table) { return table.substr(table.rfind('.') + 1); }

/// DETAIL shows "Failing row contains (…)", CONTEXT the line that was copied.
database_error without_rows(const database_error& failure) {
  database_error::details what = failure.what_happened();
  what.explanation.clear();
  return database_error(std::move(what));
}

}  // namespace

user_exists::user_exists(user_field taken)
    : error(error_kind::users, std::string(sentence_of(taken))), taken_(taken) {}

bool is_user_exists(const std::exception_ptr& failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const user_exists&) {
    return true;
  } catch (...) {
    return false;
  }
  return false;
}

users_table_missing::users_table_missing(const std::string& sentence, std::string table)
    : error(error_kind::users, sentence), table_(std::move(table)) {}

void throw_user_error(const database_error& failure, const std::string& table) {
  const std::string& message = failure.what_happened().message;
  // The missing table may be one that a trigger uses: this sentence is not about that.
  const bool names_table = message.find(last_part(table)) != std::string::npos;
  if (failure.condition() == database_condition::undefined_table && names_table) {
    throw users_table_missing(fmt::format("The database has no table {}.", quote(table)), table);
  }
  if (failure.condition() == database_condition::no_database) {
    throw users_table_missing(printable_lines(message), table);
  }
  throw without_rows(failure);
}

}  // namespace fz
