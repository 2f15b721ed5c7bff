#include "core/database/postgresql/connection.hpp"

#include "core/async/cancellation.hpp"
#include "core/database/postgresql/catalog.hpp"
#include "core/database/postgresql/command_pipeline.hpp"
#include "core/database/postgresql/connect_session.hpp"
#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/question_pipeline.hpp"
#include "core/database/postgresql/row_reader.hpp"
#include "core/database/postgresql/server_cancel.hpp"
#include "core/database/postgresql/session_settings.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace fz::postgresql {
namespace {

std::uint64_t count_in(const char* text) {
  std::uint64_t count = 0;
  const std::string_view digits = text;
  std::from_chars(digits.data(), digits.data() + digits.size(), count);
  return count;
}

/// True for the error of a statement that was cancelled.
bool was_canceled(const std::exception_ptr& failure) {
  const auto found = find_database_error(failure);
  return found && is_query_canceled(*found);
}

class server_connection final : public connection {
 public:
  server_connection(std::unique_ptr<session> session, thread_pool& pool,
                    std::optional<session_settings> settings)
      : session_(std::move(session)), pool_(pool), settings_(std::move(settings)) {
    own_.has_blocks = !session_->knows("crdb_version");
  }

  fz::dialect dialect() const noexcept override { return fz::dialect::postgresql; }
  const fz::catalog& catalog() const noexcept override { return server_catalog(); }
  bool in_transaction() const noexcept override { return session_->in_transaction(); }
  bool is_open() const noexcept override { return session_->is_open(); }
  std::size_t statements_done() const noexcept override { return done_; }

  task<std::uint64_t> execute(statement s) override {
    co_return co_await with_settings(run(s, nullptr));
  }

  task<std::vector<row>> query(statement s) override {
    std::vector<row> rows;
    const row_sink keep = [&rows](row r) { rows.push_back(std::move(r)); };
    co_await with_settings(run(s, &keep));
    co_return rows;
  }

  task<> query_rows(statement s, row_sink take) override { co_await with_settings(run(s, &take)); }

  task<answers> query_each(std::vector<statement> questions) override {
    answers given = co_await cancellable(ask_each(std::move(questions)));
    for (const auto& each : given) {
      if (cancel_->asked() && was_canceled(each.failure())) throw_cancelled();
    }
    co_return given;
  }

  /// The settings are known; so is what else is its own, but for the locks.
  task<> save_session() override {
    std::vector<std::string> locks;
    for (const row& r : co_await query(advisory_locks_held())) locks.push_back(to_string(r[0]));
    own_.locks = std::move(locks);
  }

  task<> restore_session() override {
    batch nothing_else;
    if (in_transaction()) nothing_else.how = batch::mode::in_current_transaction;
    nothing_else.session = batch::session_after::restored;
    co_await execute(std::move(nothing_else));
  }

  std::optional<std::int64_t> backend_pid() const noexcept override {
    return session_->server_process();
  }

  task<batch_result> execute(batch b) override {
    std::vector<batch> one;
    one.push_back(std::move(b));
    co_return co_await execute(std::move(one), nullptr);
  }

  task<batch_result> execute(std::vector<batch> batches,
                             std::function<void(std::size_t)> ended) override {
    done_ = 0;
    if (!ended) ended = [](std::size_t) {};
    if (can_be_pipelined(batches)) co_return co_await run_pipelined(batches, ended);
    batch_result last;
    for (std::size_t i = 0; i < batches.size() && last.done; ++i) {
      last = co_await run_alone(std::move(batches[i]));
      if (last.done) ended(i);
    }
    co_return last;
  }

 protected:
  task<> begin() override { co_await execute(statement("BEGIN")); }
  task<> commit() override { return to_the_end("COMMIT"); }
  task<> rollback() override { return to_the_end("ROLLBACK"); }

 private:
  enum class transactions_are { kept, ended };

  /// Runs `work`, which must not be left half-way, to its end; a cancellation is handed on to the
  /// server, which then ends it. What it leaves of a transaction may be `ended` after it, also when
  /// it was cancelled.
  template <class T>
  task<T> cancellable(task<T> work, transactions_are afterwards = transactions_are::kept) {
    const auto executor = co_await boost::asio::this_coro::executor;
    cancel_ = std::make_shared<server_cancel>(executor, pool_, session_->cancel_handle());
    const auto cancel = cancel_;
    const std::function<void()> ask = [cancel] { cancel->ask(); };
    outcome<T> ended;
    co_await ended.capture(shielded(std::move(work), ask));
    const bool throws = co_await boost::asio::this_coro::throw_if_cancelled();
    co_await boost::asio::this_coro::throw_if_cancelled(false);
    co_await cancel->settle();
    if (afterwards == transactions_are::ended && in_transaction()) {
      outcome<void> rolled_back;  // if not, the connection is left in its transaction and closed
      co_await rolled_back.capture(to_the_end("ROLLBACK"));
    }
    co_await boost::asio::this_coro::throw_if_cancelled(throws);
    if (cancel->asked() && was_canceled(ended.failure())) throw_cancelled();
    co_return ended.take();
  }

  /// The same for work before which the session must be as it is to be.
  template <class T>
  task<T> with_settings(task<T> work, transactions_are afterwards = transactions_are::kept) {
    if (settings_) work = after_settings(std::move(work));
    return cancellable(std::move(work), afterwards);
  }

  template <class T>
  task<T> after_settings(task<T> work) {
    std::vector<statement> nothing;
    co_await ask_each(std::move(nothing));
    co_return co_await std::move(work);
  }

  task<answers> ask_each(std::vector<statement> questions) {
    for (;;) {
      question_pipeline pipeline(*session_, questions);
      session_settings* const ahead = settings_ ? &*settings_ : nullptr;
      answers given = co_await pipeline.ask(ahead);
      if (!settings_) co_return given;
      const bool were_set = co_await settings_->settle(*session_);
      own_.settings = settings_->in_force();
      settings_.reset();
      if (were_set) co_return given;
    }
  }

  /// Gives how many rows were changed. Without `take` the rows of the answer are dropped.
  task<std::uint64_t> run(const statement& s, const row_sink* take) {
    std::uint64_t changed = 0;
    row_reader reader;
    std::exception_ptr failure;
    session_->send(s);
    session_->answer_row_by_row();
    co_await session_->flush(s);
    while (const result_handle part = co_await session_->next_result(s)) {
      const ExecStatusType status = session_->pq().result_status(part.get());
      if (failure) continue;
      if (status == PGRES_FATAL_ERROR) {
        failure = std::make_exception_ptr(server_error(part.get(), s));
        continue;
      }
      if (take != nullptr) failure = hand_over(part.get(), reader, *take);
      if (status != PGRES_SINGLE_TUPLE) changed = changed_rows(part.get());
      if (s.sql == "COMMIT" &&
          std::string_view(session_->pq().command_tag(part.get())) == "ROLLBACK")
        failure = std::make_exception_ptr(not_committed());
    }
    if (failure) std::rethrow_exception(failure);
    co_return changed;
  }

  /// Gives what `take` throws; then the server need not send the rest.
  std::exception_ptr hand_over(const PGresult* part, row_reader& reader, const row_sink& take) {
    try {
      std::vector<row> rows;
      reader.read(part, rows);
      for (row& r : rows) take(std::move(r));
      return nullptr;
    } catch (...) {
      cancel_->ask();
      return std::current_exception();
    }
  }

  /// As on SQLite: the rows that were inserted, updated or deleted; 0 for a SELECT.
  std::uint64_t changed_rows(PGresult* part) const {
    const std::string_view tag = session_->pq().command_tag(part);
    const bool changes = tag.starts_with("INSERT") || tag.starts_with("UPDATE") ||
                         tag.starts_with("DELETE") || tag.starts_with("MERGE");
    return changes ? count_in(session_->pq().affected_rows(part)) : 0;
  }

  /// True for transactions of their own and for what goes into the one that is open; what stands
  /// outside of transactions must reach the server statement by statement.
  bool can_be_pipelined(const std::vector<batch>& batches) const {
    return std::all_of(batches.begin(), batches.end(), [&](const batch& b) {
      return b.how == batch::mode::transaction || (in_transaction() && !b.expected);
    });
  }

  task<batch_result> run_pipelined(const std::vector<batch>& batches,
                                   const std::function<void(std::size_t)>& ended) {
    const auto afterwards = in_transaction() ? transactions_are::kept : transactions_are::ended;
    const bool by_name = afterwards == transactions_are::ended && keeps_names_ &&
                         can_repeat_by_name(batches, batches_before_);
    batches_before_ += batches.size();
    if (!by_name) co_return co_await run_pipelined(batches, ended, nullptr, afterwards);
    std::size_t whole = 0;  // batches
    const std::function<void(std::size_t)> count = [&](std::size_t i) {
      ++whole;
      ended(i);
    };
    outcome<batch_result> ran;
    co_await ran.capture(run_pipelined(batches, count, &names_, afterwards));
    const bool may_go_on = is_open() && !in_transaction();
    if (!may_go_on || !is_forgotten_name(ran.failure())) co_return ran.take();
    keeps_names_ = false;
    const std::vector<batch> rest(batches.begin() + static_cast<std::ptrdiff_t>(whole),
                                  batches.end());
    const std::function<void(std::size_t)> go_on = [&](std::size_t i) { ended(whole + i); };
    done_ = 0;
    for (std::size_t i = 0; i < whole; ++i) done_ += statement_count(batches[i].script);
    co_return co_await run_pipelined(rest, go_on, nullptr, afterwards);
  }

  task<batch_result> run_pipelined(const std::vector<batch>& batches,
                                   const std::function<void(std::size_t)>& ended,
                                   command_pipeline::kept_names* names,
                                   transactions_are afterwards) {
    command_pipeline pipeline(*session_, own_, pool_, batches, ended, done_, names);
    batch_result result = co_await with_settings(run(pipeline), afterwards);
    if (!result.done) result.found = co_await cancellable(texts_of(*pipeline.unmet()));
    co_return result;
  }

  task<batch_result> run(command_pipeline& pipeline) {
    co_return co_await pipeline.run(*cancel_);  // not before cancellable() has made it
  }

  task<batch_result> run_alone(batch b) {
    if (b.how == batch::mode::in_current_transaction)
      co_return co_await with_settings(run_in_current_transaction(b));
    std::vector<batch> one;
    one.push_back(std::move(b));
    const std::function<void(std::size_t)> nothing = [](std::size_t) {};
    co_return co_await run_pipelined(one, nothing);
  }

  task<batch_result> run_in_current_transaction(const batch& b) {
    batch_result result;
    for (const statement& s : b.preparation) co_await run_unless_cancelled(s);
    if (b.expected) {
      result.found = co_await texts_of(*b.expected);
      result.done = result.found == b.expected->texts;
      if (!result.done) co_return result;
    }
    const auto reader = b.script ? b.script->open() : nullptr;
    while (const statement* s = reader ? reader->next() : nullptr) {
      co_await run_unless_cancelled(*s);
      ++done_;
    }
    co_await run_after_script(b);
    for (const batch::change& c : b.changes) {
      const std::uint64_t changed = co_await run_unless_cancelled(c.sql);
      if (changed != c.rows) throw wrong_number_of_rows(c);
    }
    for (const statement& s : b.afterwards) co_await run_unless_cancelled(s);
    co_return result;
  }

  task<> run_after_script(const batch& b) {
    using after = batch::session_after;
    std::vector<statement> own;
    if (b.session == after::restored) own = restoring_statements(own_);
    if (b.session == after::own_identity) own = own_identity(own_);
    for (const statement& s : own) co_await run_unless_cancelled(s);
    if (!b.unchanged) co_return;
    outcome<std::vector<std::string>> found;
    co_await found.capture(texts_of(*b.unchanged));
    const auto refused = find_database_error(found.failure());
    if (refused) throw look_failed(*b.unchanged, *refused);
    if (found.take() != b.unchanged->texts) throw does_not_hold(*b.unchanged);
  }

  task<std::uint64_t> run_unless_cancelled(const statement& s) {
    if (cancel_->asked()) throw_cancelled();
    return run(s, nullptr);
  }

  task<std::vector<std::string>> texts_of(const batch::precondition& expected) {
    std::vector<std::string> texts;
    const row_sink keep = [&texts](const row& r) { texts.push_back(to_string(r[0])); };
    co_await run(expected.query, &keep);
    co_return texts;
  }

  task<> to_the_end(std::string sql) {
    const statement s(std::move(sql));
    co_await to_its_end(run(s, nullptr));
  }

  std::unique_ptr<session> session_;
  thread_pool& pool_;
  own_session own_;
  std::optional<session_settings> settings_;  // that have not gone to the server yet
  std::shared_ptr<server_cancel> cancel_;     // of the call that runs, or ran last
  std::size_t done_ = 0;
  std::size_t batches_before_ = 0;  // that were pipelined
  command_pipeline::kept_names names_;
  bool keeps_names_ = true;  // false: a server behind a pooler, or one that was made to forget them
};

task<std::unique_ptr<connection>> open(std::shared_ptr<const options> server, thread_pool& pool,
                                       reporter& reporter) {
  const session_settings::session_opener open_session = [server, &pool, &reporter] {
    return connect_session(*server, pool, reporter);
  };
  auto session = co_await open_session();
  std::optional<session_settings> settings;
  if (!server->settings.empty()) settings.emplace(server->settings, open_session);
  co_return std::make_unique<server_connection>(std::move(session), pool, std::move(settings));
}

}  // namespace

connector connector_for(options server, thread_pool& pool, reporter& reporter) {
  const auto kept = std::make_shared<const options>(std::move(server));
  return [kept, &pool, &reporter] { return open(kept, pool, reporter); };
}

}  // namespace fz::postgresql
