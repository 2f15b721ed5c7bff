#include "core/command/import_users.hpp"

#include "core/async/gather.hpp"
#include "core/command/import_plan.hpp"
#include "core/command/import_writer.hpp"
#include "core/command/progress.hpp"
#include "core/database/database_error.hpp"
#include "core/users/password_hash.hpp"
#include "core/users/password_hasher.hpp"
#include "core/users/user_error.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace fz::command {
namespace {

void add_problems(import_report& report, std::vector<row_problem> problems) {
  std::move(problems.begin(), problems.end(), std::back_inserter(report.problems));
  std::stable_sort(report.problems.begin(), report.problems.end(),
                   [](const row_problem& a, const row_problem& b) { return a.line < b.line; });
}

void make_passwords(import_plan& plan, import_report& report) {
  for (import_row& row : plan.created) {
    if (!row.password.empty() || !row.password_hash.empty()) continue;
    row.password = generate_password();
    report.passwords.push_back({row.username, row.password});
  }
}

task<> hash_row(password_hasher& hasher, import_row& row, progress& shown) {
  row.password_hash = co_await hasher.hash(std::move(row.password));
  row.password.clear();
  shown.add(1);
}

/// The hashes of all plain passwords, on every processor.
task<> hash_passwords(const context& ctx, import_plan& plan) {
  std::vector<import_row*> plain;
  for (import_row& row : plan.created) {
    if (!row.password.empty()) plain.push_back(&row);
  }
  for (import_plan::change& each : plan.updated) {
    if (!each.row.password.empty()) plain.push_back(&each.row);
  }
  if (plain.empty()) co_return;
  password_hasher hasher;
  progress shown(ctx.reporter, "Hashing passwords", plain.size());
  std::vector<task<>> tasks;
  tasks.reserve(plain.size());
  for (import_row* row : plain) tasks.push_back(hash_row(hasher, *row, shown));
  // More than run at once, so that no thread waits for the loop.
  co_await gather(std::move(tasks), 2 * hasher.at_once());
}

/// Thrown in the transaction to roll it back; never leaves this file.
struct rows_refused {};

/// Writes the plan in one transaction; without `continue_on_error` not at all if a row is refused.
task<> write_plan(const users_database& users, const import_users_options& options,
                  const import_plan& plan, import_report& report, reporter& to) {
  progress shown(to, "Writing accounts", plan.created.size() + plan.updated.size());
  import_writer writer(users, options.existing, shown);
  const auto body = [&]() -> task<> {
    co_await writer.write(plan);
    if (!writer.problems().empty() && !options.continue_on_error) throw rows_refused{};
  };
  bool refused = false;
  try {
    co_await users.connection().transaction(body);
  } catch (const rows_refused&) {
    refused = true;
  } catch (const database_error& failure) {
    throw_user_error(failure, users.table.names().table);
  }
  add_problems(report, writer.problems());
  if (refused) co_return;
  report.written = true;
  report.created = writer.created();
  report.updated = writer.updated();
  report.skipped += writer.skipped();
}

}  // namespace

task<import_report> import_users(const context& ctx, import_users_options options) {
  const bool may_lack = options.generate || options.existing == existing_user::update;
  check_user_file(options.file, configured_account_rules(ctx.config),
                  may_lack ? passwords::optional : passwords::needed);
  const users_database users = co_await open_users(ctx, access::existing);
  users.table.check_insertable();
  import_plan plan =
      co_await plan_import(users, std::move(options.file.rows), options.existing, options.generate);
  import_report report;
  report.created = plan.created.size();
  report.updated = plan.updated.size();
  report.skipped = plan.skipped;
  report.problems = std::move(options.file.problems);
  add_problems(report, std::move(plan.problems));
  if (options.dry_run || (!report.problems.empty() && !options.continue_on_error)) {
    co_return report;
  }
  make_passwords(plan, report);
  co_await hash_passwords(ctx, plan);
  co_await write_plan(users, options, plan, report, ctx.reporter);
  if (!report.written) report.passwords.clear();
  co_return report;
}

}  // namespace fz::command
