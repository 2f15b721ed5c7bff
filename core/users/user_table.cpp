#include "core/users/user_table.hpp"

#include "core/sql/quoting.hpp"
#include "core/users/email_address.hpp"
#include "core/users/id_value.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace fz {
namespace {

/// The parameter of that number, from 1.
std::string placeholder(dialect d, std::size_t number) {
  return d == dialect::postgresql ? fmt::format("${}", number) : "?";
}

std::string add(dialect d, parameters& values, value v) {
  values.push_back(std::move(v));
  return placeholder(d, values.size());
}

/// `text` anywhere in a value, as LIKE with the escape character \ takes it.
std::string containing(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

/// The text without a copy, where it is one.
std::string text_of(value v) {
  if (auto* text = std::get_if<std::string>(&v)) return std::move(*text);
  return to_string(v);
}

std::optional<std::string> text_or_nothing(value v) {
  if (is_null(v)) return std::nullopt;
  return text_of(std::move(v));
}

error lacks_column(const std::string& table, const std::string& column) {
  return error(error_kind::users,
               fmt::format("The table {} has no column {}. Add it in a revision, or say under "
                           "[users.columns] in alembic.toml what it is called.",
                           quote(table), quote(column)));
}

}  // namespace

user_table::user_table(user_table_names names, std::vector<user_column> columns)
    : names_(std::move(names)),
      columns_(std::move(columns)),
      table_(quote_qualified_name(names_.table)) {}

task<user_table> user_table::open(connection& c, user_table_names names) {
  std::vector<user_column> columns;
  try {
    columns = co_await read_user_columns(c, names);
  } catch (const database_error& failure) {
    throw_user_error(failure, names.table);
  }
  user_table opened(std::move(names), std::move(columns));
  if (c.dialect() == dialect::sqlite) opened.take_spelling_of_columns();
  const user_table_names& n = opened.names_;
  for (const std::string* needed : {&n.id, &n.username, &n.email, &n.password}) {
    if (!opened.has(*needed)) throw lacks_column(n.table, *needed);
  }
  co_return opened;
}

/// SQLite takes a name in any case: from here on it is written as the table has it.
void user_table::take_spelling_of_columns() {
  user_table_names& n = names_;
  for (std::string* name :
       {&n.id, &n.username, &n.email, &n.password, &n.created_at, &n.updated_at}) {
    if (has(*name)) continue;
    const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const user_column& each) {
      return to_lower(each.name) == to_lower(*name);
    });
    if (found != columns_.end()) *name = found->name;
  }
}

const user_column* user_table::find_column(std::string_view name) const {
  const auto exact = std::find_if(columns_.begin(), columns_.end(),
                                  [&](const user_column& each) { return each.name == name; });
  if (exact != columns_.end()) return &*exact;
  return nullptr;
}

bool user_table::has(std::string_view column) const { return find_column(column) != nullptr; }

void user_table::check_insertable() const {
  const auto filled = [&](const std::string& name) {
    const std::array own = {&names_.username, &names_.email, &names_.password, &names_.created_at,
                            &names_.updated_at};
    return std::any_of(own.begin(), own.end(),
                       [&](const std::string* each) { return *each == name; });
  };
  for (const user_column& column : columns_) {
    if (!column.required || filled(column.name)) continue;
    throw error(
        error_kind::users,
        fmt::format("The table {} has a column {} ({}) that must not be NULL and has no default, "
                    "so no account can be added from here. Give it a DEFAULT or allow NULL, in a "
                    "revision; or add accounts where its value is known.",
                    quote(names_.table), quote(column.name), printable(column.type)));
  }
}

std::string user_table::selected() const {
  const auto column = [&](const std::string& name) {
    return has(name) ? quote_identifier(name) : std::string("NULL");
  };
  return fmt::format("{}, {}, {}, {}, {}", column(names_.id), column(names_.username),
                     column(names_.email), column(names_.created_at), column(names_.updated_at));
}

account user_table::account_of(row r) {
  std::vector<value> values = std::move(r).values();
  return {std::move(values[0]), text_of(std::move(values[1])), text_of(std::move(values[2])),
          text_or_nothing(std::move(values[3])), text_or_nothing(std::move(values[4]))};
}

std::string user_table::hash_of(const row& r) { return is_null(r[5]) ? "" : to_string(r[5]); }

std::string user_table::insert_columns(std::string& filled_in) const {
  std::string columns =
      fmt::format("{}, {}, {}", quote_identifier(names_.username), quote_identifier(names_.email),
                  quote_identifier(names_.password));
  for (const std::string* name : {&names_.created_at, &names_.updated_at}) {
    const user_column* column = find_column(*name);
    if (column == nullptr || !column->required) continue;
    columns += ", " + quote_identifier(*name);
    filled_in += ", CURRENT_TIMESTAMP";
  }
  return columns;
}

statement user_table::insert_statement(dialect d, std::vector<new_user> users) const {
  std::string filled_in;
  std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ", table_, insert_columns(filled_in));
  parameters values;
  values.reserve(3 * users.size());
  for (new_user& user : users) {
    if (!values.empty()) sql += ", ";
    sql += '(';
    sql += add(d, values, std::move(user.username));
    sql += ", ";
    sql += add(d, values, std::move(user.email));
    sql += ", ";
    sql += add(d, values, std::move(user.password_hash));
    sql += filled_in;
    sql += ')';
  }
  return {sql + " ON CONFLICT DO NOTHING", std::move(values)};
}

task<std::vector<row>> user_table::ask(connection& c, statement s) const {
  try {
    co_return co_await c.query(std::move(s));
  } catch (const database_error& failure) {
    throw_user_error(failure, names_.table);
  }
}

task<account> user_table::insert(connection& c, new_user user) const {
  std::optional<std::string> username = user.username;
  std::string filled_in;
  std::string sql = fmt::format("INSERT INTO {} ({}) VALUES ", table_, insert_columns(filled_in));
  const dialect d = c.dialect();
  parameters values;
  const std::string name = add(d, values, std::move(user.username));
  const std::string email = add(d, values, std::move(user.email));
  const std::string hash = add(d, values, std::move(user.password_hash));
  sql += fmt::format("({}, {}, {}{}) RETURNING {}", name, email, hash, filled_in, selected());
  statement s(std::move(sql), std::move(values));
  outcome<std::vector<row>> made;
  co_await made.capture(c.query(std::move(s)));
  if (const auto failure = find_database_error(made.failure())) {
    co_await explain(c, *failure, std::move(username), std::nullopt);
  }
  const std::vector<row> rows = made.take();
  co_return account_of(rows.at(0));
}

std::optional<value> user_table::id_of(std::string_view text) const {
  return id_value(text, find_column(names_.id)->type);
}

task<std::optional<row>> user_table::find_row(connection& c, user_key key, std::string text,
                                              std::string columns) const {
  std::optional<value> wanted;
  if (key == user_key::id) {
    wanted = id_of(text);
  } else if (text.find('\0') == std::string::npos && is_utf8(text)) {
    wanted = text;
  }
  if (!wanted) co_return std::nullopt;
  const std::string& column = key == user_key::id         ? names_.id
                              : key == user_key::username ? names_.username
                                                          : names_.email;
  parameters values;
  const std::string place = add(c.dialect(), values, std::move(*wanted));
  statement s(fmt::format("SELECT {} FROM {} WHERE {} = {}", columns, table_,
                          quote_identifier(column), place),
              std::move(values));
  std::vector<row> rows = co_await ask(c, std::move(s));
  if (rows.empty()) co_return std::nullopt;
  co_return std::move(rows.front());
}

task<std::optional<account>> user_table::find(connection& c, user_key key, std::string text) const {
  const std::optional<row> found = co_await find_row(c, key, std::move(text), selected());
  if (!found) co_return std::nullopt;
  co_return account_of(*found);
}

task<std::optional<stored_password>> user_table::find_password(connection& c, user_key key,
                                                               std::string text) const {
  std::string columns = selected() + ", " + quote_identifier(names_.password);
  const std::optional<row> found = co_await find_row(c, key, std::move(text), std::move(columns));
  if (!found) co_return std::nullopt;
  stored_password stored{account_of(*found), hash_of(*found)};
  co_return stored;
}

task<std::vector<account>> user_table::find_any(connection& c, std::string text) const {
  std::vector<account> accounts;
  if (!is_utf8(text) || text.find('\0') != std::string::npos) co_return accounts;
  const dialect d = c.dialect();
  parameters values;
  std::string condition =
      fmt::format("{} = {}", quote_identifier(names_.username), add(d, values, text));
  std::vector<std::string> addresses = {text};
  const email_address parsed = parse_email(text);
  if (parsed.reason.empty() && parsed.normalized != text) addresses.push_back(parsed.normalized);
  for (std::string& address : addresses) {
    condition += fmt::format(" OR {} = {}", quote_identifier(names_.email),
                             add(d, values, std::move(address)));
  }
  if (const std::optional<value> id = id_of(text)) {
    condition += fmt::format(" OR {} = {}", quote_identifier(names_.id), add(d, values, *id));
  }
  statement s(fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}", selected(), table_, condition,
                          quote_identifier(names_.id)),
              std::move(values));
  const std::vector<row> rows = co_await ask(c, std::move(s));
  for (const row& r : rows) accounts.push_back(account_of(r));
  co_return accounts;
}

std::string user_table::where(dialect d, const user_query& wanted, parameters& values) const {
  std::vector<std::string> conditions;
  if (wanted.after) {
    conditions.push_back(
        fmt::format("{} > {}", quote_identifier(names_.id), add(d, values, *wanted.after)));
  }
  if (!wanted.search.empty()) {
    const std::string_view like = d == dialect::postgresql ? "ILIKE" : "LIKE";
    const std::string pattern = containing(wanted.search);
    const std::string in_name = add(d, values, pattern);
    const std::string in_email = add(d, values, pattern);
    conditions.push_back(fmt::format("({} {} {} ESCAPE '\\' OR {} {} {} ESCAPE '\\')",
                                     quote_identifier(names_.username), like, in_name,
                                     quote_identifier(names_.email), like, in_email));
  }
  return conditions.empty() ? "" : " WHERE " + join(conditions, " AND ");
}

statement user_table::page_statement(dialect d, const user_query& wanted, hashes which) const {
  parameters values;
  const std::string condition = where(d, wanted, values);
  const std::string limit = add(d, values, wanted.limit);
  const std::string offset = add(d, values, wanted.offset);
  std::string columns = selected();
  if (which == hashes::read) columns += ", " + quote_identifier(names_.password);
  return {fmt::format("SELECT {} FROM {}{} ORDER BY {} LIMIT {} OFFSET {}", columns, table_,
                      condition, quote_identifier(names_.id), limit, offset),
          std::move(values)};
}

task<std::vector<account>> user_table::page(connection& c, user_query wanted) const {
  const std::vector<row> rows = co_await ask(c, page_statement(c.dialect(), wanted, hashes::omit));
  std::vector<account> accounts;
  accounts.reserve(rows.size());
  for (const row& r : rows) accounts.push_back(account_of(r));
  co_return accounts;
}

task<std::uint64_t> user_table::count(connection& c, user_query wanted) const {
  parameters values;
  const std::string condition = where(c.dialect(), wanted, values);
  statement s(fmt::format("SELECT count(*) FROM {}{}", table_, condition), std::move(values));
  const std::vector<row> rows = co_await ask(c, std::move(s));
  co_return static_cast<std::uint64_t>(std::get<std::int64_t>(rows.at(0)[0]));
}

task<std::optional<account>> user_table::update(connection& c, value id, user_change change) const {
  const dialect d = c.dialect();
  parameters values;
  std::vector<std::string> changes;
  std::optional<std::string> username = change.username;
  const auto set = [&](const std::string& column, std::optional<std::string>& to) {
    if (!to) return;
    changes.push_back(
        fmt::format("{} = {}", quote_identifier(column), add(d, values, std::move(*to))));
  };
  set(names_.username, change.username);
  set(names_.email, change.email);
  set(names_.password, change.password_hash);
  if (has(names_.updated_at)) {
    changes.push_back(quote_identifier(names_.updated_at) + " = CURRENT_TIMESTAMP");
  }
  const std::string place = add(d, values, id);
  statement s(fmt::format("UPDATE {} SET {} WHERE {} = {} RETURNING {}", table_,
                          join(changes, ", "), quote_identifier(names_.id), place, selected()),
              std::move(values));
  outcome<std::vector<row>> changed;
  co_await changed.capture(c.query(std::move(s)));
  if (const auto failure = find_database_error(changed.failure())) {
    std::optional<value> own_id = std::move(id);
    co_await explain(c, *failure, std::move(username), std::move(own_id));
  }
  const std::vector<row> rows = changed.take();
  if (rows.empty()) co_return std::nullopt;
  co_return account_of(rows.front());
}

task<bool> user_table::remove(connection& c, value id) const {
  parameters values;
  const std::string place = add(c.dialect(), values, std::move(id));
  statement s(fmt::format("DELETE FROM {} WHERE {} = {} RETURNING 1", table_,
                          quote_identifier(names_.id), place),
              std::move(values));
  const std::vector<row> rows = co_await ask(c, std::move(s));
  co_return !rows.empty();
}

}  // namespace fz
