#pragma once

#include "core/async/task.hpp"
#include "core/async/thread_pool.hpp"
#include "core/database/batch.hpp"
#include "core/database/database_error.hpp"
#include "core/database/postgresql/server_cancel.hpp"
#include "core/database/postgresql/session.hpp"
#include "core/sql/session_restoration.hpp"

#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fz::postgresql {

/// Batches on their way to the server and back, in libpq's pipeline mode: a batch with its BEGIN
/// and COMMIT goes out without a wait for its answers, and further ones follow. Of a long script so
/// much is on its way as keeps the server busy; the rest is neither here nor there. What does not
/// hold makes the server fail the batch by itself (a division by zero), so nothing after it is
/// carried out: not in this batch, whose transaction is broken, nor in the next, whose BEGIN the
/// broken transaction refuses or, if it was COMMIT that failed, whose precondition fails. So a
/// batch goes ahead only if its precondition excludes that of the one before it, or within one
/// open transaction.
///
/// What fz adds to many batches alike is kept by the server under a name, so that it is parsed and
/// planned once.
class command_pipeline {
 public:
  /// The names of statements that the server keeps, by their text.
  using kept_names = std::map<std::string, std::string>;

  /// `own`: what the session is restored to. `done` counts the statements of the batches that have
  /// ended. `pool` reads scripts that are in files. `names`: of the session, which it adds to;
  /// null: it sends every statement in full. All must outlive it.
  command_pipeline(session& session, const own_session& own, thread_pool& pool,
                   const std::vector<batch>& batches, const std::function<void(std::size_t)>& ended,
                   std::size_t& done, kept_names* names);
  ~command_pipeline();

  /// As connection::execute() of many batches, but for what was found instead. The transaction of a
  /// batch that fails is left open, and broken. Once `cancel` is asked no further batch is sent.
  task<batch_result> run(const server_cancel& cancel);

  /// The precondition that did not hold, if any.
  const batch::precondition* unmet() const noexcept { return unmet_; }

 private:
  struct command;

  task<> run_batches(const server_cancel& cancel);
  task<> read_batch(const server_cancel& cancel);
  task<> send_ahead(const server_cancel& cancel);
  bool is_begun() const noexcept { return is_begun_; }
  bool may_begin() const;
  bool begin_batch();
  task<> read_on();
  void send_statement();
  void restore_session(batch::session_after what);
  void finish_batch();
  void end_batch();
  void send(command c);
  void send_repeated(command c, const statement& s);
  void await_answer(command c);
  task<> read_answers(const command& c);
  task<> read_answer(const command& c);
  template <class Work>
  bool fail(const Work& work);
  void fail(const command& c, const PGresult* answer);
  bool good() const noexcept { return !failure_ && unmet_ == nullptr; }

  session& session_;
  const own_session& own_;
  thread_pool& pool_;
  const std::vector<batch>& batches_;
  const std::function<void(std::size_t)>& ended_;
  std::size_t& done_;
  kept_names* names_;
  std::deque<command> in_flight_;  // sent, and the answer is not read
  std::size_t bytes_ahead_ = 0;    // of those
  std::size_t read_ = 0;           // batches whose answers are read
  std::size_t sent_ = 0;           // batches
  bool is_begun_ = false;          // a part of one more is sent; of this one:
  std::unique_ptr<statement_reader> script_;
  std::deque<statement> next_;  // read, and to be sent next
  bool is_read_ = false;        // all statements were read
  std::size_t statements_ = 0;  // that were sent
  const batch::precondition* unmet_ = nullptr;
  std::exception_ptr failure_;
};

/// True if statements of the batches are best repeated by name: there are many with the `earlier`
/// ones of the session, and none makes the server forget names.
bool can_repeat_by_name(const std::vector<batch>& batches, std::size_t earlier);

/// True for the error of a name that the server has forgotten: a function of a revision made it
/// forget.
bool is_forgotten_name(const std::exception_ptr& failure);

/// A COMMIT that rolled back instead.
database_error not_committed();

}  // namespace fz::postgresql
