#include "core/http/user_store.hpp"

#include "core/async/outcome.hpp"
#include "core/command/users_database.hpp"
#include "core/http/json_value.hpp"
#include "core/users/user_error.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace fz::http {
namespace {

/// Which name made an INSERT or UPDATE fail; `none` if it did not fail. Throws any other
/// failure.
taken_name taken_by(const std::exception_ptr& failure) {
  if (!failure) return taken_name::none;
  try {
    std::rethrow_exception(failure);
  } catch (const user_exists& e) {
    return e.taken() == user_field::username ? taken_name::username : taken_name::email;
  }
}

}  // namespace

user_store::user_store(engine& database, const config& settings)
    : engine_(database),
      names_(command::configured_user_table(settings)),
      rules_(command::configured_account_rules(settings)) {}

task<> user_store::open() {
  const pooled_connection c = co_await engine_.connect();
  user_table opened = co_await user_table::open(*c, names_);
  opened.check_insertable();
  table_ = std::move(opened);
}

task<std::optional<stored_password>> user_store::find_by_email(std::string email) {
  const pooled_connection c = co_await engine_.connect();
  co_return co_await table().find_password(*c, user_key::email, std::move(email));
}

task<std::optional<account>> user_store::find(std::int64_t id) {
  const pooled_connection c = co_await engine_.connect();
  co_return co_await table().find(*c, user_key::id, std::to_string(id));
}

task<taken_name> user_store::find_taken(std::string username, std::string email) {
  const pooled_connection c = co_await engine_.connect();
  const auto by_name = co_await table().find(*c, user_key::username, std::move(username));
  if (by_name) co_return taken_name::username;
  const auto by_email = co_await table().find(*c, user_key::email, std::move(email));
  co_return by_email ? taken_name::email : taken_name::none;
}

task<std::optional<account>> user_store::insert(new_user user, taken_name& taken) {
  const pooled_connection c = co_await engine_.connect();
  outcome<account> made;
  co_await made.capture(table().insert(*c, std::move(user)));
  taken = taken_by(made.failure());
  if (taken != taken_name::none) co_return std::nullopt;
  co_return made.take();
}

task<std::optional<account>> user_store::update(value id, user_change change, taken_name& taken) {
  const pooled_connection c = co_await engine_.connect();
  outcome<std::optional<account>> changed;
  co_await changed.capture(table().update(*c, std::move(id), std::move(change)));
  taken = taken_by(changed.failure());
  if (taken != taken_name::none) co_return std::nullopt;
  co_return changed.take();
}

task<bool> user_store::remove(value id) {
  const pooled_connection c = co_await engine_.connect();
  co_return co_await table().remove(*c, std::move(id));
}

task<std::vector<account>> user_store::read(user_query wanted) {
  const pooled_connection c = co_await engine_.connect();
  co_return co_await table().page(*c, std::move(wanted));
}

task<user_page> user_store::read_page(user_query wanted) {
  const std::vector<account> accounts = co_await read(std::move(wanted));
  user_page page;
  page.rows = accounts.size();
  for (const account& each : accounts) {
    if (!page.json.empty()) page.json += ',';
    append_json(page.json, each);
  }
  if (!accounts.empty()) page.last_id = accounts.back().id;
  co_return page;
}

void append_json(std::string& to, const account& user) {
  to += "{\"id\":";
  if (const auto* number = std::get_if<std::int64_t>(&user.id)) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), *number).ptr;
    to.append(digits.begin(), end);
  } else {
    append_json(to, std::string_view(to_string(user.id)));
  }
  to += ",\"username\":";
  append_json(to, std::string_view(user.username));
  to += ",\"email\":";
  append_json(to, std::string_view(user.email));
  to += '}';
}

}  // namespace fz::http
