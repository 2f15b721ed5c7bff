#include "core/sql/quoting.hpp"
#include "core/users/user_error.hpp"
#include "core/users/user_table.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

namespace fz {
namespace {

/// The text between the two, or "".
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  return text.substr(0, text.find(after));
}

/// True if `name` occurs in the SQL of an index as a whole word.
bool mentions(std::string_view definition, std::string_view name) {
  const auto is_part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
  };
  const std::string lower = to_lower(name);
  for (std::size_t at = definition.find(lower); at != std::string_view::npos;
       at = definition.find(lower, at + 1)) {
    const std::size_t end = at + lower.size();
    const bool begins = at == 0 || !is_part(definition[at - 1]);
    if (begins && (end == definition.size() || !is_part(definition[end]))) return true;
  }
  return false;
}

/// The columns of an index's definition, from its first bracket on: PostgreSQL writes the names of
/// index and table before.
std::string_view columns_of(std::string_view definition) {
  const std::size_t bracket = definition.find('(');
  return bracket == std::string_view::npos ? definition : definition.substr(bracket);
}

/// SQLite names the columns ("users.username, users.email") or the index ("index 'name'"),
/// PostgreSQL the constraint.
struct violation {
  std::string index;
  std::string columns;
};

violation violation_of(const database_error& failure) {
  const database_error::details& what = failure.what_happened();
  if (!what.constraint.empty()) return {what.constraint, {}};
  std::string_view named = between(what.message, "constraint failed: ", "\n");
  if (named.ends_with('.')) named.remove_suffix(1);
  if (named.starts_with("index '")) return {std::string(between(named, "index '", "'")), {}};
  std::string columns;
  for (const std::string_view column : split(named, ',')) {
    columns += to_lower(column.substr(column.rfind('.') + 1)) + ' ';
  }
  return {{}, columns};
}

/// The SQL of what was violated.
std::string definition_of(const violation& broken, const std::vector<unique_index>& indexes) {
  if (!broken.columns.empty()) return broken.columns;
  const auto found = std::find_if(indexes.begin(), indexes.end(), [&](const unique_index& each) {
    return each.name == broken.index;
  });
  return found == indexes.end() ? to_lower(broken.index)
                                : std::string(columns_of(found->definition));
}

/// True if names that differ in case alone are the same for one of the indexes.
bool folds(const std::vector<unique_index>& indexes, const std::string& username) {
  return std::any_of(indexes.begin(), indexes.end(), [&](const unique_index& each) {
    const std::string_view columns = columns_of(each.definition);
    return mentions(columns, username) && columns.find("lower(") != std::string_view::npos;
  });
}

}  // namespace

task<bool> user_table::is_taken(connection& c, std::string username, std::optional<value> own_id,
                                bool folded) const {
  const std::string column = quote_identifier(names_.username);
  const std::string place = c.dialect() == dialect::postgresql ? "$1" : "?";
  std::string condition = folded ? fmt::format("lower({}) = lower({})", column, place)
                                 : fmt::format("{} = {}", column, place);
  parameters values{std::move(username)};
  if (own_id) {
    condition += fmt::format(" AND {} <> {}", quote_identifier(names_.id),
                             c.dialect() == dialect::postgresql ? "$2" : "?");
    values.push_back(std::move(*own_id));
  }
  statement s(fmt::format("SELECT 1 FROM {} WHERE {} LIMIT 1", table_, condition),
              std::move(values));
  const std::vector<row> rows = co_await ask(c, std::move(s));
  co_return !rows.empty();
}

task<> user_table::explain(connection& c, database_error failure,
                           std::optional<std::string> username, std::optional<value> own_id) const {
  if (failure.condition() != database_condition::unique_violation) {
    throw_user_error(failure, names_.table);
  }
  // PostgreSQL refuses queries until the failed transaction is rolled back.
  const bool can_ask = !(c.dialect() == dialect::postgresql && c.in_transaction());
  std::vector<unique_index> indexes;
  if (can_ask) indexes = co_await read_unique_indexes(c, names_);
  const std::string broken = definition_of(violation_of(failure), indexes);
  if (mentions(broken, names_.username) || (!can_ask && broken.find("username") != broken.npos)) {
    throw user_exists(user_field::username);
  }
  const bool is_email =
      mentions(broken, names_.email) || (!can_ask && broken.find("email") != broken.npos);
  if (!is_email) throw_user_error(failure, names_.table);
  if (can_ask && username) {
    const bool folded = folds(indexes, names_.username);
    if (co_await is_taken(c, std::move(*username), std::move(own_id), folded)) {
      throw user_exists(user_field::username);
    }
  }
  throw user_exists(user_field::email);
}

}  // namespace fz
