#include "core/database/postgresql/command_pipeline.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/value.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace fz::postgresql {
namespace {

constexpr std::size_t batches_ahead = 32;
constexpr std::size_t most_bytes_ahead = 256 * 1024;
constexpr std::string_view division_by_zero = "22012";

/// Fails with division_by_zero unless the query's first column is exactly the texts wanted.
statement guard(const batch::precondition& expected) {
  parameters values = expected.query.values;
  values.emplace_back(array_literal(expected.texts));
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

std::size_t bytes(const batch& b) { return b.script ? b.script->summary().bytes : 0; }

/// Throws if a statement of the batch cannot be sent.
void check_batch_sendable(const batch& b, const std::vector<statement>& script) {
  for (const statement& s : b.preparation) check_sendable(s);
  if (b.expected) check_sendable(b.expected->query);
  for (const statement& s : script) check_sendable(s);
  for (const batch::change& c : b.changes) check_sendable(c.sql);
}

}  // namespace

bool can_repeat_by_name(const std::vector<batch>& batches) {
  constexpr std::size_t few = 4;
  return batches.size() > few && std::none_of(batches.begin(), batches.end(), [](const batch& b) {
           return b.script && b.script->summary().forgets_prepared;
         });
}

bool is_forgotten_name(const std::exception_ptr& failure) {
  constexpr std::string_view invalid_sql_statement_name = "26000";
  const auto found = find_database_error(failure);
  return found && found->what_happened().sqlstate == invalid_sql_statement_name;
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

  /// What a failure is told of; what fz adds itself has no place in a file.
  const statement& concerning() const {
    static const statement of_our_own("");
    return sql != nullptr ? *sql : of_our_own;
  }
};

std::vector<command_pipeline::command> command_pipeline::commands_of(std::size_t index) const {
  const batch& b = batches_[index];
  using kind = command::kind;
  const bool own = b.how == batch::mode::transaction;
  std::vector<command> commands;
  if (own) commands.push_back({kind::begin});
  for (const statement& s : b.preparation) commands.push_back({kind::preparation, &s});
  if (b.expected) commands.push_back({kind::guard, nullptr, nullptr, &*b.expected});
  for (const statement& s : scripts_[index]) commands.push_back({kind::statement, &s});
  for (const batch::change& c : b.changes) commands.push_back({kind::change, nullptr, &c});
  if (own) commands.push_back({kind::commit});
  return commands;
}

command_pipeline::command_pipeline(session& session, const std::vector<batch>& batches,
                                   const std::function<void(std::size_t)>& ended, std::size_t& done,
                                   repeated how)
    : session_(session), batches_(batches), ended_(ended), done_(done), how_(how) {
  for (const batch& b : batches) scripts_.push_back(statements_of(b.script));
}

task<batch_result> command_pipeline::run(const server_cancel& cancel) {
  session_.enter_pipeline();
  co_await run_batches(cancel);
  session_.leave_pipeline();
  if (failure_) std::rethrow_exception(failure_);
  if (good() && sent_ < batches_.size()) throw_cancelled();
  batch_result result;
  result.done = good();
  co_return result;
}

task<> command_pipeline::run_batches(const server_cancel& cancel) {
  for (std::size_t i = 0; i < batches_.size(); ++i) {
    if (good() && !cancel.asked()) co_await send_ahead(i);
    if (i == sent_) break;
    co_await read_batch(i);
    bytes_ahead_ -= bytes(batches_[i]);
    if (good()) ended_(i);
  }
}

/// Sends the batch that is read next, unless it is on its way, and as many behind it as may go.
task<> command_pipeline::send_ahead(std::size_t reading) {
  const statement nothing("");
  while (sent_ < batches_.size() && (sent_ == reading || may_go_ahead(reading))) {
    const batch& next = batches_[sent_];
    try {
      check_batch_sendable(next, scripts_[sent_]);
    } catch (const error&) {
      if (sent_ == reading) failure_ = std::current_exception();
      break;
    }
    bytes_ahead_ += bytes(next);
    co_await send_batch(sent_++);
  }
  co_await session_.flush(nothing);
}

bool command_pipeline::may_go_ahead(std::size_t reading) const {
  const auto& expected = batches_[sent_].expected;
  const auto& before = batches_[sent_ - 1].expected;
  const bool is_safe = batches_[sent_].how == batch::mode::in_current_transaction ||
                       (expected && before && expected->texts != before->texts);
  return is_safe && sent_ - reading < batches_ahead && bytes_ahead_ < most_bytes_ahead;
}

task<> command_pipeline::send_batch(std::size_t index) {
  std::size_t unflushed = 0;
  for (const command& c : commands_of(index)) {
    send(c);
    // So that it is known how far a long batch has come; the end of the batch tells of the last.
    const bool tells = c.what == command::kind::statement && c.sql != &scripts_[index].back();
    if (tells) session_.answers_now();
    unflushed += c.concerning().sql.size();
    if (unflushed < most_bytes_ahead) continue;
    co_await session_.flush(c.concerning());  // a long script is not kept in memory twice
    unflushed = 0;
  }
  session_.end_of_batch();
}

void command_pipeline::send(const command& c) {
  switch (c.what) {
    case command::kind::begin:
      return session_.send(statement("BEGIN"));
    case command::kind::preparation:
    case command::kind::statement:
      return session_.send(*c.sql);
    case command::kind::guard:
      return send_repeated(guard(*c.expected));
    case command::kind::change:
      return send_repeated(counted_change(*c.change));
    case command::kind::commit:
      return session_.send(statement("COMMIT"));
  }
}

void command_pipeline::send_repeated(const statement& s) {
  if (how_ == repeated::in_full) return session_.send(s);
  std::string& name = names_[s.sql];
  preparations_.push_back(name.empty());
  if (name.empty()) name = session_.prepare(s);
  session_.send_prepared(name, s);
}

/// Reads all answers of a batch. Once one has failed, only to have them out of the way.
task<> command_pipeline::read_batch(std::size_t index) {
  const statement nothing("");
  for (const command& c : commands_of(index)) co_await read_answers(c);
  co_await session_.next_result(nothing);  // the synchronization point behind the batch
}

task<> command_pipeline::read_answers(const command& c) {
  const bool is_repeated = c.what == command::kind::guard || c.what == command::kind::change;
  if (is_repeated && how_ == repeated::by_name) {
    const bool was_prepared = preparations_.front();
    preparations_.pop_front();
    if (was_prepared) co_await read_answer(c);
  }
  co_await read_answer(c);
}

task<> command_pipeline::read_answer(const command& c) {
  const libpq& pq = session_.pq();
  if (c.what == command::kind::statement) session_.answer_row_by_row();  // they are not kept
  while (const result_handle answer = co_await session_.next_result(c.concerning())) {
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
  const database_error refused = server_error(answer, c.concerning());
  const bool does_not_hold = refused.what_happened().sqlstate == division_by_zero;
  if (c.what == command::kind::guard && does_not_hold) {
    unmet_ = c.expected;
  } else if (c.what == command::kind::change && does_not_hold) {
    failure_ = std::make_exception_ptr(wrong_number_of_rows(*c.change));
  } else {
    failure_ = std::make_exception_ptr(refused);
  }
}

}  // namespace fz::postgresql
