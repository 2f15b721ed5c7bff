#include "core/http/user_store.hpp"

#include "core/database/database_error.hpp"
#include "core/http/json_value.hpp"
#include "core/sql/quoting.hpp"
#include "core/users/user_table.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace fz::http {
namespace {

public_user user_of(const row& r) {
  return {r.integer("id"), to_string(r["username"]), to_string(r["email"])};
}

std::optional<public_user> first_user(const std::vector<row>& rows) {
  return rows.empty() ? std::nullopt : std::optional(user_of(rows.front()));
}

user_page page_of(const std::vector<row>& rows) {
  user_page page;
  page.rows = rows.size();
  for (const row& r : rows) {
    if (!page.json.empty()) page.json += ',';
    append_json(page.json, user_of(r));
  }
  if (!rows.empty()) page.last_id = rows.back().integer("id");
  return page;
}

/// Which name a refused INSERT or UPDATE was about.
taken_name taken_by(const database_error& failure, const std::string& table) {
  try {
    throw_user_table_error(failure, table);
  } catch (const database_error&) {
    throw;
  } catch (const error& e) {
    const std::string_view sentence = e.what();
    if (sentence == "Username already exists") return taken_name::username;
    if (sentence == "Email already exists") return taken_name::email;
    throw;
  }
}

}  // namespace

user_store::user_store(engine& database, const users_config& table)
    : engine_(database), name_(table.table), table_(quote_qualified_name(table.table)) {}

std::string user_store::placeholder(int number) const {
  return dialect_ == dialect::postgresql ? fmt::format("${}", number) : "?";
}

task<> user_store::check() {
  {
    const pooled_connection c = co_await engine_.connect();
    dialect_ = c->dialect();
  }
  try {
    co_await ask(
        statement(fmt::format("SELECT id, username, email, password FROM {} LIMIT 0", table_)));
  } catch (const database_error& failure) {
    throw_user_table_error(failure, name_);
  }
  outcome<std::vector<row>> newer;
  co_await newer.hold(ask(statement(fmt::format("SELECT updated_at FROM {} LIMIT 0", table_))));
  has_updated_at_ = !newer.failure();
}

task<std::vector<row>> user_store::ask(statement s) {
  const pooled_connection c = co_await engine_.connect();
  co_return co_await c->query(std::move(s));
}

task<std::optional<stored_user>> user_store::find_by_email(std::string email) {
  statement s(fmt::format("SELECT id, username, email, password FROM {} WHERE email = {}", table_,
                          placeholder(1)));
  s.values.emplace_back(std::move(email));
  const std::vector<row> rows = co_await ask(std::move(s));
  if (rows.empty()) co_return std::nullopt;
  stored_user found{user_of(rows.front()), to_string(rows.front()["password"])};
  co_return found;
}

task<std::optional<public_user>> user_store::find(std::int64_t id) {
  statement s(
      fmt::format("SELECT id, username, email FROM {} WHERE id = {}", table_, placeholder(1)));
  s.values.emplace_back(id);
  co_return first_user(co_await ask(std::move(s)));
}

task<taken_name> user_store::find_taken(std::string username, std::string email) {
  statement s(fmt::format("SELECT id, username, email FROM {} WHERE username = {} OR email = {}",
                          table_, placeholder(1), placeholder(2)));
  s.values.emplace_back(username);
  s.values.emplace_back(email);
  const std::vector<row> rows = co_await ask(std::move(s));
  const bool has_name = std::any_of(
      rows.begin(), rows.end(), [&](const row& r) { return to_string(r["username"]) == username; });
  if (has_name) co_return taken_name::username;
  co_return rows.empty() ? taken_name::none : taken_name::email;
}

task<std::optional<public_user>> user_store::change(statement s, taken_name& taken) {
  taken = taken_name::none;
  try {
    co_return first_user(co_await ask(std::move(s)));
  } catch (const database_error& failure) {
    taken = taken_by(failure, name_);
  }
  co_return std::nullopt;
}

task<std::optional<public_user>> user_store::insert(new_user user, taken_name& taken) {
  statement s(
      fmt::format("INSERT INTO {} (username, email, password) VALUES ({}, {}, {}) "
                  "RETURNING id, username, email",
                  table_, placeholder(1), placeholder(2), placeholder(3)));
  s.values.emplace_back(std::move(user.username));
  s.values.emplace_back(std::move(user.email));
  s.values.emplace_back(std::move(user.password_hash));
  return change(std::move(s), taken);
}

task<std::optional<public_user>> user_store::update(std::int64_t id, new_user user,
                                                    taken_name& taken) {
  statement s(
      fmt::format("UPDATE {} SET username = {}, email = {}, password = {}{} WHERE id = {} "
                  "RETURNING id, username, email",
                  table_, placeholder(1), placeholder(2), placeholder(3),
                  has_updated_at_ ? ", updated_at = CURRENT_TIMESTAMP" : "", placeholder(4)));
  s.values.emplace_back(std::move(user.username));
  s.values.emplace_back(std::move(user.email));
  s.values.emplace_back(std::move(user.password_hash));
  s.values.emplace_back(id);
  return change(std::move(s), taken);
}

task<> user_store::set_password(std::int64_t id, std::string hash) {
  statement s(fmt::format("UPDATE {} SET password = {}{} WHERE id = {} RETURNING id", table_,
                          placeholder(1), has_updated_at_ ? ", updated_at = CURRENT_TIMESTAMP" : "",
                          placeholder(2)));
  s.values.emplace_back(std::move(hash));
  s.values.emplace_back(id);
  co_await ask(std::move(s));
}

task<bool> user_store::remove(std::int64_t id) {
  statement s(fmt::format("DELETE FROM {} WHERE id = {} RETURNING id", table_, placeholder(1)));
  s.values.emplace_back(id);
  const std::vector<row> rows = co_await ask(std::move(s));
  co_return !rows.empty();
}

task<user_page> user_store::read_page(std::int64_t limit, std::int64_t offset) {
  statement s(fmt::format("SELECT id, username, email FROM {} ORDER BY id LIMIT {} OFFSET {}",
                          table_, placeholder(1), placeholder(2)));
  s.values.emplace_back(limit);
  s.values.emplace_back(offset);
  const std::vector<row> rows = co_await ask(std::move(s));
  co_return page_of(rows);
}

task<user_page> user_store::read_page_after(std::int64_t limit, std::int64_t id,
                                            std::string search) {
  std::string condition = fmt::format("id > {}", placeholder(1));
  parameters values{id};
  if (!search.empty()) {
    condition += fmt::format(
        " AND (lower(username) LIKE lower({}) ESCAPE '!' OR lower(email) LIKE "
        "lower({}) ESCAPE '!')",
        placeholder(2), placeholder(3));
    std::string pattern = "%";
    for (const char c : search) {
      if (c == '%' || c == '_' || c == '!') pattern += '!';
      pattern += c;
    }
    pattern += '%';
    values.emplace_back(pattern);
    values.emplace_back(pattern);
  }
  const int last = static_cast<int>(values.size()) + 1;
  statement s(fmt::format("SELECT id, username, email FROM {} WHERE {} ORDER BY id LIMIT {}",
                          table_, condition, placeholder(last)));
  values.emplace_back(limit);
  s.values = std::move(values);
  const std::vector<row> rows = co_await ask(std::move(s));
  co_return page_of(rows);
}

void append_json(std::string& to, const public_user& user) {
  fmt::format_to(std::back_inserter(to), "{{\"id\":{},\"username\":", user.id);
  append_json(to, std::string_view(user.username));
  to += ",\"email\":";
  append_json(to, std::string_view(user.email));
  to += '}';
}

}  // namespace fz::http
