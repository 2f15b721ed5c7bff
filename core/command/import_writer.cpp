#include "core/command/import_writer.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/database_error.hpp"
#include "core/users/user_error.hpp"
#include "core/util/error.hpp"

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

/// Rows in one INSERT: well below the number of parameters that either database allows.
constexpr std::size_t rows_at_once = 1000;

std::string sentence_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.what();
  }
}

/// True for what is the row's fault: then others may still be written.
bool is_refusal(const std::exception_ptr& failure) {
  if (const auto refused = find_database_error(failure)) {
    return refused->condition() == database_condition::other ||
           refused->condition() == database_condition::unique_violation;
  }
  return is_user_exists(failure);
}

new_user user_of(const import_row& row) { return {row.username, row.email, row.password_hash}; }

}  // namespace

task<> import_writer::write(const import_plan& plan) {
  for (const import_plan::change& each : plan.updated) {
    value id = each.id;
    const bool done = co_await try_at_savepoint(update(each.row, std::move(id)), each.row.line);
    if (done) ++updated_;
    shown_.add(1);
  }
  for (std::size_t begin = 0; begin < plan.created.size(); begin += rows_at_once) {
    const std::size_t end = std::min(begin + rows_at_once, plan.created.size());
    co_await insert(plan.created, begin, end);
    shown_.add(end - begin);
  }
}

task<> import_writer::insert(const std::vector<import_row>& rows, std::size_t begin,
                             std::size_t end) {
  connection& c = users_.connection();
  std::vector<new_user> users;
  users.reserve(end - begin);
  for (std::size_t i = begin; i < end; ++i) users.push_back(user_of(rows[i]));
  co_await c.execute("SAVEPOINT fz_rows");
  outcome<std::uint64_t> inserted;
  co_await inserted.capture(
      c.execute(users_.table.insert_statement(c.dialect(), std::move(users))));
  if (!inserted.failure() && inserted.take() == end - begin) {
    created_ += end - begin;
    co_await c.execute("RELEASE SAVEPOINT fz_rows");
    co_return;
  }
  if (inserted.failure() && !is_refusal(inserted.failure())) inserted.take();
  co_await c.execute("ROLLBACK TO SAVEPOINT fz_rows");
  co_await c.execute("RELEASE SAVEPOINT fz_rows");
  // One of them fails: run them one by one to find out which.
  for (std::size_t i = begin; i < end; ++i) co_await insert_one(rows[i]);
}

task<> import_writer::insert_one(const import_row& row) {
  const std::optional<account> found =
      co_await users_.table.find(users_.connection(), user_key::username, row.username);
  if (found && existing_ == existing_user::keep) {
    ++skipped_;
    co_return;
  }
  if (found && existing_ == existing_user::update) {
    value id = found->id;
    const bool done = co_await try_at_savepoint(update(row, std::move(id)), row.line);
    if (done) ++updated_;
    co_return;
  }
  const auto add = [](const users_database& users, new_user user) -> task<> {
    co_await users.table.insert(users.connection(), std::move(user));
  };
  const bool done = co_await try_at_savepoint(add(users_, user_of(row)), row.line);
  if (done) ++created_;
}

task<> import_writer::update(const import_row& row, value id) {
  user_change change;
  change.email = row.email;
  if (!row.password_hash.empty()) change.password_hash = row.password_hash;
  co_await users_.table.update(users_.connection(), std::move(id), std::move(change));
}

task<bool> import_writer::try_at_savepoint(task<> work, std::size_t line) {
  connection& c = users_.connection();
  co_await c.execute("SAVEPOINT fz_row");
  outcome<void> ended;
  co_await ended.capture(std::move(work));
  const bool refused = ended.failure() && is_refusal(ended.failure());
  if (!refused) ended.take();
  if (refused) {
    problems_.push_back({line, sentence_of(ended.failure())});
    co_await c.execute("ROLLBACK TO SAVEPOINT fz_row");
  }
  co_await c.execute("RELEASE SAVEPOINT fz_row");
  co_return !refused;
}

}  // namespace fz::command
