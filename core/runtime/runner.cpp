#include "core/runtime/runner.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/companion.hpp"
#include "core/async/offload.hpp"
#include "core/database/database_error.hpp"
#include "core/lock/lock_holder.hpp"
#include "core/runtime/retry.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/runtime/step_runner.hpp"
#include "core/runtime/step_watch.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// Where a relative target led when it was first looked at, so that planning anew does not walk
/// from another place: two runners of `upgrade +1` at once make one step together, not two.
std::string settled(const plan& p, direction way, std::string target) {
  if (is_range(target) || !parse_identifier(target).steps || p.steps.empty()) return target;
  if (way == direction::upgrade) return p.steps.back().subject->id;
  if (p.rows_after.size() > 1) return target;
  return p.rows_after.empty() ? "base" : p.rows_after.front();
}

}  // namespace

runner::runner(connection& c, run_setting setting)
    : connection_(c),
      setting_(std::move(setting)),
      batches_(setting_.table, setting_.history, c.dialect()),
      record_(setting_.reporter) {}

task<run_report> runner::run(direction way, std::string target) {
  outcome<void> ran;
  std::exception_ptr failure;
  try {
    co_await ran.hold(run_to(way, std::move(target)));
    failure = ran.failure();
  } catch (...) {  // cancelled before it began
    failure = std::current_exception();
  }
  // What follows is done even when this coroutine was cancelled.
  const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  outcome<void> looked;
  if (failure) co_await looked.hold(find_where_it_stands());
  co_await unlock();
  co_await boost::asio::this_coro::throw_if_cancelled(throws);
  if (failure) fail_at_boundary(failure);
  co_return record_.finished();
}

task<run_report> runner::preview(direction way, std::string target) {
  co_await make_first_plan(way, target);
  co_await load();
  co_return planned();
}

task<> runner::run_to(direction way, std::string target) {
  co_await make_first_plan(way, target);
  target = settled(plan_, way, std::move(target));
  if (plan_.steps.empty()) co_return;
  std::vector<step_body> bodies = co_await load();
  co_await let_confirm(way);
  co_await lock(bodies);
  task<> running = run_under_lock(way, std::move(target), std::move(bodies));
  if (lock_) running = accompanied(std::move(running), lock_->keep());
  co_await std::move(running);
}

task<> runner::run_under_lock(direction way, std::string target, std::vector<step_body> bodies) {
  if (found_rows_ && *found_rows_ != record_.rows()) {
    replan_from(*found_rows_);
    plan_anew(way, target);
    bodies = co_await load();
  }
  check_unfinished();
  if (setting_.history && !history_known_) {
    const bool exists = co_await setting_.history->exists(connection_);
    batches_.found_audit_table(exists);
  }
  while (!plan_.steps.empty()) {
    const progress ended = co_await run_plan(std::move(bodies));
    if (ended == progress::done) break;
    plan_anew(way, target);
    co_await read_journal();
    check_unfinished();
    bodies = co_await load();
    if (ended == progress::others_were_faster) co_await let_confirm(way);
  }
}

task<> runner::make_first_plan(direction way, const std::string& target) {
  auto rows = co_await setting_.table.read(connection_);
  batches_.found_version_table(rows.has_value());
  record_.begin(std::move(rows).value_or(std::vector<std::string>()));
  plan_anew(way, target);
}

void runner::plan_anew(direction way, const std::string& target) {
  plan_ = make_plan(setting_.scripts.map(), record_.rows(), way, target, setting_.table.name());
}

task<std::vector<step_body>> runner::load() {
  auto read_all = [&] {
    return load_bodies(setting_.scripts, plan_, connection_.dialect(), setting_.scope);
  };
  co_return co_await offload(setting_.pool, read_all);
}

run_report runner::planned() const {
  run_report report;
  report.rows_before = record_.rows();
  report.rows_after = plan_.rows_after;
  for (const step& s : plan_.steps) report.steps.push_back(record_of(s));
  return report;
}

/// A way down loses data: what it takes off is said first, and asked where somebody can answer.
task<> runner::let_confirm(direction way) {
  if (way == direction::downgrade) {
    std::vector<std::string> taken_off;
    for (const step& s : plan_.steps) {
      taken_off.push_back(
          id_with_labels(setting_.scripts.map(), *setting_.scripts.map().find(s.subject->id)));
    }
    setting_.reporter.log(
        log_level::info, "runtime",
        fmt::format("Going down takes off {}: {}", counted(taken_off.size(), "revision"),
                    printable(enumerate(taken_off))));
  }
  if (!setting_.confirm) co_return;
  const run_report wanted = planned();
  const bool agreed = co_await setting_.confirm(wanted);
  if (!agreed) throw error(error_kind::revision, "Nothing was run: the answer was no.");
}

/// Takes the migration lock and looks at what is there under it. On SQLite a step in a transaction
/// needs no other lock than the transaction's.
task<> runner::lock(const std::vector<step_body>& bodies) {
  const run_questions questions(setting_.table, setting_.history, connection_.dialect());
  lock_request wanted{connection_, setting_.database, setting_.table, setting_.reporter,
                      setting_.lock_timeout};
  if (connection_.dialect() == dialect::postgresql && setting_.database != nullptr) {
    wanted.questions = questions.statements();
    lock_ = co_await take_server_lock(wanted, setting_.how_locked);
    batches_.require(lock_->fence());
    run_questions::found found = questions.read(lock_->take_answers());
    co_await take_in(std::move(found));
    co_return;
  }
  if (!setting_.lock_file.empty()) {
    const journal notes(setting_.table, connection_.dialect());
    const auto entry = co_await notes.read(connection_);
    const bool outside = std::any_of(bodies.begin(), bodies.end(),
                                     [](const step_body& body) { return !body.transactional; });
    if (!outside && !entry) co_return;
    lock_ = co_await take_file_lock(wanted, setting_.lock_file);
  }
  answers given = co_await connection_.query_each(questions.statements());
  run_questions::found found = questions.read(std::move(given));
  co_await take_in(std::move(found));
}

task<> runner::take_in(run_questions::found found) {
  if (found.rows) batches_.found_version_table(true);
  batches_.found_audit_table(found.history_exists);
  history_known_ = true;
  found_rows_ = std::move(found.rows);
  unfinished_ = std::move(found.unfinished);
  co_await settle_journal();
}

task<> runner::read_journal() {
  const journal notes(setting_.table, connection_.dialect());
  unfinished_ = co_await notes.read(connection_);
  co_await settle_journal();
}

/// An unfinished step that has not carried out anything is none.
task<> runner::settle_journal() {
  const journal notes(setting_.table, connection_.dialect());
  const bool nothing_happened = unfinished_ && unfinished_->done == 0 && unfinished_->started == 0;
  if (nothing_happened) {
    co_await connection_.execute(notes.removal());
    unfinished_.reset();
  }
}

/// A COMMIT that fails is not always one that did not happen: the version table tells.
task<> runner::find_where_it_stands() {
  if (record_.current() == nullptr || !connection_.is_open()) co_return;
  if (connection_.in_transaction()) co_await connection_.execute("ROLLBACK");
  const auto rows = co_await setting_.table.read(connection_);
  if (!rows || *rows == record_.rows()) co_return;
  const step* end = plan_.steps.data() + plan_.steps.size();
  const step* first =
      setting_.scope == transaction_scope::all ? plan_.steps.data() : record_.current();
  std::vector<std::string> reached = record_.rows();
  for (const step* last = first; last != end; ++last) {
    carry_out(last->changes, reached);
    if (reached != *rows) continue;
    for (const step* s = first; s <= last; ++s) settle(*s);
    co_return;
  }
}

task<> runner::unlock() {
  if (lock_) co_await lock_->release();
  lock_.reset();
}

/// A step that was stopped half-way comes first, in its own direction.
void runner::check_unfinished() const {
  if (!unfinished_) return;
  const bool comes_first = !plan_.steps.empty() &&
                           plan_.steps.front().subject->id == unfinished_->revision &&
                           (plan_.steps.front().direction == direction::upgrade) ==
                               (unfinished_->direction == "upgrade");
  if (comes_first) return;
  throw error(error_kind::revision,
              fmt::format("The {0} of revision {1} was stopped half-way, outside of a transaction: "
                          "{2} carried out. Finish it first: fz migrate {0} {1}",
                          unfinished_->direction, printable(unfinished_->revision),
                          counted(static_cast<std::size_t>(unfinished_->done), "statement")));
}

task<runner::progress> runner::run_plan(std::vector<step_body> bodies) {
  const std::function<void(const step&)> settled_one = [this](const step& s) { settle(s); };
  step_runner steps(connection_, plan_, std::move(bodies), batches_, record_, settled_one);
  steps.go_on_from(std::exchange(unfinished_, std::nullopt), setting_.unsettled);
  const std::function<std::string()> what = [&steps] { return steps.what_runs(); };
  task<> watch = watch_steps(setting_.reporter, lock_.get(), what);
  outcome<batch_result> ran;
  co_await ran.hold(accompanied(steps.run(setting_.scope), std::move(watch)));
  const bool again = co_await may_try_again(ran.failure());
  if (again) co_return progress::try_again;
  const batch_result result = ran.take();
  if (result.done) co_return progress::done;
  replan_from(result.found);
  co_return progress::others_were_faster;
}

/// True, after a pause, if the step failed for a lock that others held and may run once more.
task<bool> runner::may_try_again(std::exception_ptr failure) {
  const bool is_server = connection_.dialect() == dialect::postgresql;
  if (!is_server || condition_of(failure) != database_condition::locked) co_return false;
  if (attempts_ >= setting_.retries || !connection_.is_open()) co_return false;
  if (connection_.in_transaction()) co_await connection_.execute("ROLLBACK");
  const journal notes(setting_.table, connection_.dialect());
  const auto half_way = co_await notes.read(connection_);
  const auto pause = pause_before(++attempts_);
  setting_.reporter.log(log_level::warning, "runtime", first_line_of(failure));
  setting_.reporter.log(
      log_level::warning, "runtime",
      fmt::format("{}; trying again in {} (attempt {} of {})",
                  record_.what_was_rolled_back(setting_.scope, half_way.has_value()),
                  in_words(pause), attempts_ + 1, setting_.retries + 1));
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, pause);
  co_await timer.async_wait(boost::asio::use_awaitable);
  record_.found(record_.rows());
  co_return true;
}

void runner::settle(const step& s) {
  record_.settle(s);
  batches_.found_tables();
  attempts_ = 0;
}

void runner::replan_from(std::vector<std::string> found) {
  batches_.found_version_table(true);
  record_.found(std::move(found));
  setting_.reporter.log(
      log_level::info, "runtime",
      fmt::format("Another runner changed {} meanwhile; planning anew from {}",
                  printable(setting_.table.name()), rows_in_words(record_.rows())));
}

void runner::fail_at_boundary(const std::exception_ptr& failure) const {
  const bool is_lost = condition_of(failure) == database_condition::connection_lost;
  const auto state =
      is_lost ? run_record::connection_state::lost : run_record::connection_state::open;
  const std::string boundary = record_.boundary(setting_.scope, state);
  if (is_cancellation(failure)) {
    throw error(error_kind::interrupted, "Interrupted." + boundary);
  }
  if (record_.current() == nullptr && record_.report().steps.empty()) {
    std::rethrow_exception(failure);
  }
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    throw error(e.kind(), e.what() + boundary +
                              "\nOnce that is mended, the same command goes on from there.");
  } catch (const std::exception& e) {
    const std::string id =
        record_.current() == nullptr ? "" : printable(record_.current()->subject->id);
    throw error(error_kind::script,
                fmt::format("Revision {}: {}", id, printable_lines(e.what())) + boundary);
  }
}

}  // namespace fz
