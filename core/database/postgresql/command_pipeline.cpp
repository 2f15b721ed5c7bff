#include "core/database/postgresql/command_pipeline.hpp"

#include "core/database/postgresql/postgresql_error.hpp"
#include "core/database/postgresql/postgresql_value.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace fz {
namespace {

constexpr std::size_t batches_ahead = 32;
constexpr std::size_t most_bytes_ahead = 256 * 1024;
constexpr std::string_view division_by_zero = "22012";

/// Fails with division_by_zero unless the query's first column is exactly the texts wanted.
statement guard(const batch::precondition& expected) {
  parameters values = expected.query.values;
  values.emplace_back(postgresql_array(expected.texts));
  return {fmt::format("SELECT 1 / (CASE WHEN ARRAY({})::text[] = ${}::text[] THEN 1 ELSE 0 END)",
                      expected.query.sql, values.size()),
          std::move(values)};
}

/// Fails with division_by_zero unless the statement changes exactly so many rows.
statement counted_change(const batch::change& change) {
  return {fmt::format("WITH changed AS ({} RETURNING 1) "
                      "SELECT 1 / (CASE WHEN count(*) = {} THEN 1 ELSE 0 END) FROM changed",
                      change.sql.sql, change.rows),
          change.sql.values};
}

std::size_t bytes(const batch& b) {
  std::size_t sum = 0;
  for (const statement& s : b.statements) sum += s.sql.size();
  return sum;
}

}  // namespace

database_error wrong_number_of_rows(const batch::change& change) {
  database_error::details what;
  what.message =
      fmt::format("A statement was to change {} rows and changed another number", change.rows);
  what.sql = change.sql.sql;
  return database_error(std::move(what));
}

database_error not_committed() {
  database_error::details what;
  what.message = "The server answered COMMIT with ROLLBACK";
  return database_error(std::move(what));
}

/// What an answer belongs to.
struct command_pipeline::command {
  enum class kind { begin, preparation, guard, statement, change, commit };

  kind what;
  const statement* sql = nullptr;
  const batch::change* change = nullptr;
  const batch::precondition* expected = nullptr;
};

namespace {

/// Calls `each` with every command of the batch, in order.
template <class Command, class Function>
void for_each_command(const batch& b, Function each) {
  using kind = typename Command::kind;
  const bool own = b.how == batch::mode::transaction;
  if (own) each(Command{kind::begin});
  for (const statement& s : b.preparation) each(Command{kind::preparation, &s});
  if (b.expected) each(Command{kind::guard, nullptr, nullptr, &*b.expected});
  for (const statement& s : b.statements) each(Command{kind::statement, &s});
  for (const batch::change& c : b.changes) each(Command{kind::change, nullptr, &c});
  if (own) each(Command{kind::commit});
}

}  // namespace

command_pipeline::command_pipeline(postgresql_session& session, const std::vector<batch>& batches,
                                   const std::function<void(std::size_t)>& ended,
                                   std::atomic<std::size_t>& done)
    : session_(session), batches_(batches), ended_(ended), done_(done) {}

task<batch_result> command_pipeline::run() {
  session_.enter_pipeline();
  co_await run_batches();
  session_.leave_pipeline();
  if (failure_) std::rethrow_exception(failure_);
  batch_result result;
  result.done = good();
  co_return result;
}

task<> command_pipeline::run_batches() {
  for (std::size_t i = 0; good() || i < sent_; ++i) {
    if (i == batches_.size()) co_return;
    send_ahead(i);
    co_await session_.flush();
    co_await read(batches_[i]);
    bytes_ahead_ -= bytes(batches_[i]);
    if (good()) ended_(i);
  }
}

/// Sends the batch that is read next, unless it is on its way, and as many behind it as may go.
void command_pipeline::send_ahead(std::size_t reading) {
  while (good() && sent_ < batches_.size()) {
    const batch& next = batches_[sent_];
    const bool is_safe = next.expected || next.how == batch::mode::as_it_stands;
    const bool may_go_ahead =
        is_safe && sent_ - reading < batches_ahead && bytes_ahead_ < most_bytes_ahead;
    if (sent_ != reading && !may_go_ahead) return;
    send(next);
    bytes_ahead_ += bytes(next);
    ++sent_;
  }
}

void command_pipeline::send(const batch& b) {
  for_each_command<command>(b, [&](const command& c) {
    switch (c.what) {
      case command::kind::begin:
        session_.send(statement("BEGIN"));
        break;
      case command::kind::preparation:
      case command::kind::statement:
        session_.send(*c.sql);
        break;
      case command::kind::guard:
        session_.send(guard(*c.expected));
        break;
      case command::kind::change:
        session_.send(counted_change(*c.change));
        break;
      case command::kind::commit:
        session_.send(statement("COMMIT"));
        break;
    }
  });
  session_.end_of_batch();
}

/// Reads all answers of a batch. Once one has failed, only to have them out of the way.
task<> command_pipeline::read(const batch& b) {
  std::vector<command> commands;
  for_each_command<command>(b, [&](const command& c) { commands.push_back(c); });
  for (const command& c : commands) co_await read_answers(c);
  co_await session_.next_result();  // the synchronization point behind the batch
}

task<> command_pipeline::read_answers(const command& c) {
  const libpq& pq = session_.pq();
  if (c.what == command::kind::statement) session_.answer_row_by_row();  // they are not kept
  while (const result_handle answer = co_await session_.next_result()) {
    const ExecStatusType status = pq.result_status(answer.get());
    if (!good()) continue;
    const bool rolled_back = c.what == command::kind::commit && status == PGRES_COMMAND_OK &&
                             std::string_view(pq.command_tag(answer.get())) == "ROLLBACK";
    if (rolled_back) failure_ = std::make_exception_ptr(not_committed());
    if (status == PGRES_FATAL_ERROR) fail(c, answer.get());
  }
  if (c.what == command::kind::statement && good()) ++done_;
}

void command_pipeline::fail(const command& c, const PGresult* answer) {
  const statement of_our_own("");
  const database_error refused = postgresql_error(answer, c.sql != nullptr ? *c.sql : of_our_own);
  const bool does_not_hold = refused.what_happened().sqlstate == division_by_zero;
  if (c.what == command::kind::guard && does_not_hold) {
    unmet_ = c.expected;
  } else if (c.what == command::kind::change && does_not_hold) {
    failure_ = std::make_exception_ptr(wrong_number_of_rows(*c.change));
  } else {
    failure_ = std::make_exception_ptr(refused);
  }
}

}  // namespace fz
