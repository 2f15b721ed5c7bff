#include "core/command/users_database.hpp"
#include "core/face/inside.hpp"
#include "core/users/account_rules.hpp"
#include "core/users/password_hasher.hpp"
#include "core/users/user_error.hpp"
#include "core/users/user_table.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fz/accounts.hpp>
#include <limits>
#include <utility>

namespace fz::face {
namespace {

account to_face(fz::account a) {
  return {inside::to_face(std::move(a.id)), std::move(a.username), std::move(a.email),
          std::move(a.created_at), std::move(a.updated_at)};
}

std::optional<account> to_face(std::optional<fz::account> a) {
  if (!a) return std::nullopt;
  return to_face(std::move(*a));
}

/// The users table, with the connection to it.
struct users {
  pooled_connection connection;
  user_table table;
};

task<users> open(fz::database& of, user_table_names names) {
  const std::string table = names.table;
  outcome<pooled_connection> opened;
  co_await opened.capture(of.connect(access::existing));
  if (const auto failure = find_database_error(opened.failure())) {
    throw_user_error(*failure, table);
  }
  pooled_connection c = opened.take();
  user_table found = co_await user_table::open(*c, std::move(names));
  users both{std::move(c), std::move(found)};
  co_return both;
}

/// The account that is meant; nothing: no account matches.
task<std::optional<fz::account>> look_for(const users& in, std::string who) {
  std::vector<fz::account> found = co_await in.table.find_any(*in.connection, who);
  if (found.empty()) co_return std::nullopt;
  if (found.size() == 1) co_return std::move(found.front());
  throw fz::error(fz::error_kind::users,
                  fmt::format("{} matches {}.", quote(who), counted(found.size(), "account")));
}

}  // namespace

struct accounts::state {
  inside::database_state& on;
  user_table_names names;
  account_rules rules;
  fz::password_hasher hasher{1};

  task<account> create(new_account wanted);
  task<std::optional<account>> find(std::string who);
  task<std::optional<account>> check_password(std::string who, std::string password);
  task<std::vector<account>> list(user_query wanted);
  task<std::uint64_t> count();
  task<std::optional<account>> update(fz::value id, account_change change);
  task<bool> remove(fz::value id);
};

task<account> accounts::state::create(new_account wanted) {
  check_username(wanted.username, rules);
  fz::check_password(wanted.password, rules);
  new_user user{std::move(wanted.username), checked_email(wanted.email), {}};
  const users in = co_await open(on.target, names);
  in.table.check_insertable();
  user.password_hash = co_await hasher.hash(std::move(wanted.password));
  fz::account made = co_await in.table.insert(*in.connection, std::move(user));
  co_return to_face(std::move(made));
}

task<std::optional<account>> accounts::state::find(std::string who) {
  const users in = co_await open(on.target, names);
  std::optional<fz::account> found = co_await look_for(in, std::move(who));
  co_return to_face(std::move(found));
}

task<std::optional<account>> accounts::state::check_password(std::string who,
                                                             std::string password) {
  const users in = co_await open(on.target, names);
  std::optional<fz::account> found = co_await look_for(in, std::move(who));
  // Asked for in any case, so that it takes as long.
  const std::string id = found ? to_string(found->id) : "0";
  std::optional<stored_password> stored =
      co_await in.table.find_password(*in.connection, user_key::id, id);
  std::optional<std::string> hash;
  if (found && stored) hash = std::move(stored->hash);
  const bool is_right = co_await hasher.verify(std::move(hash), std::move(password));
  if (!is_right) co_return std::nullopt;
  co_return to_face(std::move(found));
}

task<std::vector<account>> accounts::state::list(user_query wanted) {
  const users in = co_await open(on.target, names);
  std::vector<fz::account> page = co_await in.table.page(*in.connection, std::move(wanted));
  std::vector<account> all;
  all.reserve(page.size());
  for (fz::account& each : page) all.push_back(to_face(std::move(each)));
  co_return all;
}

task<std::uint64_t> accounts::state::count() {
  const users in = co_await open(on.target, names);
  user_query everything;
  co_return co_await in.table.count(*in.connection, std::move(everything));
}

task<std::optional<account>> accounts::state::update(fz::value id, account_change change) {
  user_change wanted;
  if (change.username) check_username(*change.username, rules);
  if (change.password) fz::check_password(*change.password, rules);
  if (change.email) wanted.email = checked_email(*change.email);
  wanted.username = std::move(change.username);
  const users in = co_await open(on.target, names);
  if (change.password) {
    wanted.password_hash = co_await hasher.hash(std::move(*change.password));
  }
  std::optional<fz::account> changed =
      co_await in.table.update(*in.connection, std::move(id), std::move(wanted));
  co_return to_face(std::move(changed));
}

task<bool> accounts::state::remove(fz::value id) {
  const users in = co_await open(on.target, names);
  co_return co_await in.table.remove(*in.connection, std::move(id));
}

accounts::accounts(database& of, const project& configured) {
  const config& settings = inside::of(configured).read->settings();
  state_ =
      std::unique_ptr<state>(new state{inside::of(of), command::configured_user_table(settings),
                                       command::configured_account_rules(settings)});
}

accounts::accounts(accounts&&) noexcept = default;
accounts& accounts::operator=(accounts&&) noexcept = default;
accounts::~accounts() = default;

account accounts::create(const new_account& wanted) {
  return state_->on.wait(state_->create(wanted));
}

std::optional<account> accounts::find(const std::string& id_name_or_address) {
  return state_->on.wait(state_->find(id_name_or_address));
}

std::optional<account> accounts::check_password(const std::string& id_name_or_address,
                                                const std::string& password) {
  return state_->on.wait(state_->check_password(id_name_or_address, password));
}

std::vector<account> accounts::list(std::size_t most, const value& after) {
  constexpr auto limit = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  user_query wanted(static_cast<std::int64_t>(std::min(most, limit)));
  if (!std::holds_alternative<null_t>(after)) wanted.after = inside::to_core(after);
  return state_->on.wait(state_->list(std::move(wanted)));
}

std::uint64_t accounts::count() { return state_->on.wait(state_->count()); }

std::optional<account> accounts::update(const value& id, const account_change& change) {
  return state_->on.wait(state_->update(inside::to_core(id), change));
}

bool accounts::remove(const value& id) {
  return state_->on.wait(state_->remove(inside::to_core(id)));
}

}  // namespace fz::face
