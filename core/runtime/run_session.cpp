#include "core/runtime/run_session.hpp"

#include "core/async/both.hpp"
#include "core/async/sleep.hpp"

#include <chrono>
#include <iterator>
#include <utility>
#include <vector>

namespace fz {

void run_session::lock_report::waiting_for_lock(const std::string& holder) {
  progress_.observer().waiting_for_lock(progress_.database(), holder);
}

void run_session::lock_report::lock_lost(const std::string& sentence) {
  progress_.observer().lock_lost(progress_.database(), sentence);
}

run_session::run_session(database& target, const ledger& tables, const run_request& wanted,
                         const run_progress& progress)
    : database_(target), tables_(tables), wanted_(wanted), lock_report_(progress) {
  if (wanted.on_empty_database) version_table_ = ledger::version_table_is::missing;
}

task<ledger_state> run_session::look() {
  if (!connection_) {
    outcome<pooled_connection> opened;
    co_await opened.capture(database_.connect(access::existing));
    if (is_missing_database(opened.failure())) co_return ledger_state();
    connection_.emplace(opened.take());
  }
  fz::connection& c = **connection_;
  std::vector<statement> questions = tables_.questions(version_table_);
  answers given = co_await c.query_each(std::move(questions));
  ledger_state found = co_await tables_.read(c, std::move(given));
  using version_table_is = ledger::version_table_is;
  version_table_ = found.rows ? version_table_is::there : version_table_is::missing;
  co_return found;
}

task<ledger_state> run_session::lock_and_look(bool one_session) {
  if (!connection_) {
    pooled_connection made = co_await database_.connect(access::change);
    connection_.emplace(std::move(made));
  }
  lock_request request{**connection_, &database_.engine_for(access::existing), tables_.versions(),
                       lock_report_, wanted_.lock_timeout};
  request.one_session = one_session;
  lock_ = co_await make_lock(request, wanted_.migration_lock, database_.lock_file());
  ledger_state found = co_await take_and_look();
  co_return co_await discard_empty_journal(std::move(found));
}

/// Both in one round trip if the lock is free.
task<ledger_state> run_session::take_and_look() {
  fz::connection& c = **connection_;
  std::vector<statement> asked;
  if (lock_) asked = lock_->attempt();
  const auto own = static_cast<std::ptrdiff_t>(asked.size());
  if (lock_ && own == 0) {
    const bool taken = lock_->taken({});
    if (!taken) co_await lock_->wait();
  }
  if (own == 0) co_return co_await tables_.read(c);
  std::vector<statement> questions = tables_.questions(version_table_);
  std::move(questions.begin(), questions.end(), std::back_inserter(asked));
  answers given = co_await both(c.query_each(std::move(asked)), lock_->attempt_beside());
  answers about_lock(std::make_move_iterator(given.begin()),
                     std::make_move_iterator(given.begin() + own));
  given.erase(given.begin(), given.begin() + own);
  const bool taken = lock_->taken(std::move(about_lock));
  if (taken) co_return co_await tables_.read(c, std::move(given));
  co_await lock_->wait();
  co_return co_await tables_.read(c);
}

task<ledger_state> run_session::discard_empty_journal(ledger_state found) {
  const bool is_empty = !found.unfinished || !found.unfinished->has_statements();
  if (found.has_journal && is_empty) {
    co_await (*connection_)->execute(tables_.journal().removal());
    found.unfinished.reset();
    found.has_journal = false;
  }
  co_return found;
}

task<ledger_state> run_session::reconnect_and_look() {
  constexpr std::chrono::milliseconds between_attempts(500);
  constexpr int attempts = 10;
  co_await release();
  connection_.reset();
  is_saved_ = false;
  for (int left = attempts;; --left) {
    outcome<pooled_connection> opened;
    co_await opened.capture(database_.connect(access::existing));
    if (!opened.failure()) {
      connection_.emplace(opened.take());
      break;
    }
    if (left == 0) opened.take();
    co_await sleep(between_attempts);
  }
  co_return co_await lock_and_look();
}

task<> run_session::save() {
  if (std::exchange(is_saved_, true)) co_return;
  co_await (*connection_)->save_session();
}

task<> run_session::restore() {
  if (!connection_) co_return;
  fz::connection& c = **connection_;
  if (!c.is_open() || c.in_transaction()) co_return;
  outcome<void> ignored;
  co_await ignored.capture(c.restore_session());
}

task<> run_session::release() {
  if (lock_) co_await lock_->release();
  lock_.reset();
}

}  // namespace fz
