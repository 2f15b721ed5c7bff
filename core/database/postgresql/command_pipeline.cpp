#include "core/database/postgresql/command_pipeline.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/offload.hpp"
#include "core/async/outcome.hpp"
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
  std::string sql =
      fmt::format("SELECT 1 / (CASE WHEN ARRAY({})::text[] = ${}::text[] THEN 1 ELSE 0 END)",
                  expected.query.sql, values.size());
  return {std::move(sql), std::move(values)};
}

/// Fails with division_by_zero unless the statement changes exactly that number of rows.
statement counted_change(const batch::change& change) {
  return {fmt::format("WITH changed AS ({} RETURNING 1) "
                      "SELECT 1 / (CASE WHEN count(*) = {} THEN 1 ELSE 0 END) FROM changed",
                      change.sql.sql, change.rows),
          change.sql.values};
}

/// Throws if a statement of the batch cannot be sent. What a file holds was looked at already.
void check_batch_sendable(const batch& b) {
  for (const statement& s : b.preparation) check_sendable(s);
  if (b.expected) check_sendable(b.expected->query);
  const bool is_in_memory = b.script && b.script->is_in_memory();
  const auto script = is_in_memory ? b.script->open() : nullptr;
  while (const statement* s = script ? script->next() : nullptr) check_sendable(*s);
  if (b.unchanged) check_sendable(b.unchanged->query);
  for (const batch::change& c : b.changes) check_sendable(c.sql);
  for (const statement& s : b.afterwards) check_sendable(s);
}

}  // namespace

bool can_repeat_by_name(const std::vector<batch>& batches, std::size_t earlier) {
  constexpr std::size_t few = 4;
  return batches.size() + earlier > few &&
         std::none_of(batches.begin(), batches.end(), [](const batch& b) {
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

/// What was sent and is answered by itself.
struct command_pipeline::command {
  enum class kind {
    begin,
    preparation,
    guard,
    statement,
    restoration,
    look_again,
    change,
    afterwards,
    commit,
    end_of_batch
  };

  kind what = kind::begin;
  statement sql = statement("");  ///< of a preparation or of the script: what a failure is about
  const batch::change* change = nullptr;
  const batch::precondition* expected = nullptr;
  bool is_prepared_first = false;  ///< that has an answer of its own

  /// Whose notices are shown. Checks that wait for the COMMIT run the user's code.
  bool is_users() const { return what == kind::statement || what == kind::commit; }

  std::size_t bytes() const { return sizeof(command) + sql.sql.size(); }
};

command_pipeline::command_pipeline(session& session, const own_session& own, thread_pool& pool,
                                   const std::vector<batch>& batches,
                                   const std::function<void(std::size_t)>& ended, std::size_t& done,
                                   kept_names* names)
    : session_(session),
      own_(own),
      pool_(pool),
      batches_(batches),
      ended_(ended),
      done_(done),
      names_(names) {}

command_pipeline::~command_pipeline() = default;

task<batch_result> command_pipeline::run(const server_cancel& cancel) {
  session_.enter_pipeline();
  co_await run_batches(cancel);
  session_.leave_pipeline();
  session_.notices_are_own(false);
  if (failure_) std::rethrow_exception(failure_);
  if (good() && sent_ < batches_.size()) throw_cancelled();
  batch_result result;
  result.done = good();
  co_return result;
}

task<> command_pipeline::run_batches(const server_cancel& cancel) {
  for (read_ = 0; read_ < batches_.size(); ++read_) {
    co_await send_ahead(cancel);
    if (in_flight_.empty()) break;
    co_await read_batch(cancel);
    if (good()) ended_(read_);
  }
}

/// Reads all answers of a batch, and sends on as they come in.
task<> command_pipeline::read_batch(const server_cancel& cancel) {
  for (;;) {
    const command c = std::move(in_flight_.front());
    in_flight_.pop_front();
    co_await read_answers(c);
    bytes_ahead_ -= c.bytes();
    if (c.what == command::kind::end_of_batch) co_return;
    const bool is_short_of_work = bytes_ahead_ < most_bytes_ahead / 2;
    if (in_flight_.empty() || (is_begun() && (is_short_of_work || !good()))) {
      co_await send_ahead(cancel);
    }
  }
}

/// Sends the batch that is read next and as many after it as may go, as long as not too much is
/// on its way. What has failed, or is cancelled, is not continued.
task<> command_pipeline::send_ahead(const server_cancel& cancel) {
  for (;;) {
    if (is_begun() && good() && cancel.asked()) fail([] { throw_cancelled(); });
    if (is_begun() && !good()) end_batch();
    const bool may_send = good() && (is_begun() || (may_begin() && !cancel.asked()));
    if (!may_send || (bytes_ahead_ >= most_bytes_ahead && !in_flight_.empty())) break;
    if (!is_begun()) {
      if (!begin_batch()) break;
    } else if (next_.empty() && !is_read_) {
      co_await read_on();
    } else if (next_.empty()) {
      finish_batch();
    } else {
      send_statement();
    }
  }
  if (is_begun()) session_.answers_now();  // which are waited for
  const statement nothing("");
  co_await session_.flush(nothing);
}

bool command_pipeline::may_begin() const {
  if (sent_ == batches_.size()) return false;
  if (sent_ == read_) return true;
  const auto& expected = batches_[sent_].expected;
  const auto& before = batches_[sent_ - 1].expected;
  const bool is_safe = batches_[sent_].how == batch::mode::in_current_transaction ||
                       (expected && before && expected->texts != before->texts);
  return is_safe && sent_ - read_ < batches_ahead;
}

/// Sends what comes before the script. False if the batch cannot be sent.
bool command_pipeline::begin_batch() {
  using kind = command::kind;
  const batch& b = batches_[sent_];
  try {
    check_batch_sendable(b);
    if (b.script) script_ = b.script->open();
  } catch (const error&) {
    if (sent_ == read_) failure_ = std::current_exception();
    return false;
  }
  is_begun_ = true;
  is_read_ = script_ == nullptr;
  statements_ = 0;
  if (b.how == batch::mode::transaction) send({kind::begin, statement("BEGIN")});
  for (const statement& s : b.preparation) send({kind::preparation, s});
  if (b.expected) send_repeated({kind::guard, {""}, nullptr, &*b.expected}, guard(*b.expected));
  return true;
}

/// Reads some statements of the script, on another thread if that may block.
task<> command_pipeline::read_on() {
  std::function<void()> read = [this] {
    std::size_t bytes = 0;
    while (!is_read_ && bytes < most_bytes_ahead / 2) {
      const statement* s = script_->next();
      is_read_ = s == nullptr;
      if (is_read_) break;
      next_.push_back(*s);
      bytes += s->sql.size();
    }
  };
  outcome<void> ended;
  if (batches_[sent_].script->is_in_memory()) {
    ended.hold_call(read);
  } else {
    co_await ended.capture(offload(pool_, std::move(read)));
  }
  if (ended.failure()) failure_ = ended.failure();
}

void command_pipeline::send_statement() {
  // So that it is known how far a script has come. Of a long one the server need not tell each.
  constexpr std::size_t first_ones = 64;
  constexpr std::size_t some = 16;
  const bool tells = ++statements_ <= first_ones || statements_ % some == 0;
  command c{command::kind::statement, std::move(next_.front())};
  next_.pop_front();
  const bool sendable = fail([&] { check_sendable(c.sql); });
  if (!sendable) return;
  send(std::move(c));
  if (tells) session_.answers_now();
}

void command_pipeline::restore_session(batch::session_after what) {
  using after = batch::session_after;
  if (what == after::as_it_is) return;
  for (statement& s : what == after::restored ? restoring_statements(own_) : own_identity(own_)) {
    send({command::kind::restoration, std::move(s)});
  }
  if (what == after::restored && names_ != nullptr) names_->clear();  // the server drops them
}

/// Sends what comes after the script.
void command_pipeline::finish_batch() {
  const batch& b = batches_[sent_];
  restore_session(b.session);
  if (b.unchanged) {
    send_repeated({command::kind::look_again, {""}, nullptr, &*b.unchanged}, guard(*b.unchanged));
  }
  for (const batch::change& c : b.changes) {
    send_repeated({command::kind::change, {""}, &c}, counted_change(c));
  }
  for (const statement& s : b.afterwards) send({command::kind::afterwards, s});
  if (b.how == batch::mode::transaction) send({command::kind::commit, statement("COMMIT")});
  end_batch();
}

void command_pipeline::end_batch() {
  session_.end_of_batch();
  await_answer({command::kind::end_of_batch});
  next_.clear();
  script_.reset();
  is_begun_ = false;
  ++sent_;
}

void command_pipeline::send(command c) {
  session_.send(c.sql);
  await_answer(std::move(c));
}

void command_pipeline::send_repeated(command c, const statement& s) {
  if (names_ == nullptr) {
    session_.send(s);
  } else {
    std::string& name = (*names_)[s.sql];
    c.is_prepared_first = name.empty();
    if (name.empty()) name = session_.prepare(s);
    session_.send_prepared(name, s);
  }
  await_answer(std::move(c));
}

void command_pipeline::await_answer(command c) {
  bytes_ahead_ += c.bytes();
  in_flight_.push_back(std::move(c));
}

task<> command_pipeline::read_answers(const command& c) {
  if (c.what == command::kind::end_of_batch) {
    co_await session_.next_result(c.sql);  // the synchronization point
    co_return;
  }
  if (c.is_prepared_first) co_await read_answer(c);
  co_await read_answer(c);
}

task<> command_pipeline::read_answer(const command& c) {
  const libpq& pq = session_.pq();
  if (c.what == command::kind::statement) session_.answer_row_by_row();  // they are not kept
  session_.notices_are_own(!c.is_users());
  while (const result_handle answer = co_await session_.next_result(c.sql)) {
    const ExecStatusType status = pq.result_status(answer.get());
    if (!good()) continue;
    const bool rolled_back = c.what == command::kind::commit && status == PGRES_COMMAND_OK &&
                             std::string_view(pq.command_tag(answer.get())) == "ROLLBACK";
    if (rolled_back) failure_ = std::make_exception_ptr(not_committed());
    if (status == PGRES_FATAL_ERROR) fail(c, answer.get());
  }
  if (c.what == command::kind::statement && good()) ++done_;
}

/// Keeps what `work` throws, and the pipeline stops; true if it throws nothing.
template <class Work>
bool command_pipeline::fail(const Work& work) {
  outcome<void> ended;
  ended.hold_call(work);
  failure_ = ended.failure();
  return good();
}

void command_pipeline::fail(const command& c, const PGresult* answer) {
  // What fz adds itself has no place in a file.
  const bool is_own = c.what == command::kind::begin || c.what == command::kind::commit ||
                      c.what == command::kind::restoration || c.what == command::kind::afterwards;
  const statement nothing("");
  const statement& concerning = is_own ? nothing : c.sql;
  const database_error refused = server_error(answer, concerning);
  const bool divided = refused.what_happened().sqlstate == division_by_zero;
  if (c.what == command::kind::guard && divided) {
    unmet_ = c.expected;
  } else if (c.what == command::kind::look_again) {
    failure_ = std::make_exception_ptr(divided ? does_not_hold(*c.expected)
                                               : look_failed(*c.expected, refused));
  } else if (c.what == command::kind::change && divided) {
    failure_ = std::make_exception_ptr(wrong_number_of_rows(*c.change));
  } else {
    failure_ = std::make_exception_ptr(refused);
  }
}

}  // namespace fz::postgresql
