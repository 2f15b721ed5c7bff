#pragma once

#include "core/async/bridge.hpp"
#include "core/async/cleanup.hpp"
#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/database/batch.hpp"
#include "core/database/catalog.hpp"
#include "core/database/row.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace fz {

class sync_connection;

/// Takes the rows of a query one after the other. Name the function that is handed over, see the
/// trap in core/async/task.hpp.
using row_sink = std::function<void(row)>;

/// What each of several questions gave: rows or a failure.
using answers = std::vector<outcome<std::vector<row>>>;

/// One connection to a database. Used by one coroutine at a time, on the loop's thread; nothing
/// blocks. Failures are thrown as database_error; a cancelled operation is stopped in the database
/// too and throws operation_aborted. An interface because each database speaks its own protocol.
class connection {
 public:
  virtual ~connection() = default;

  virtual fz::dialect dialect() const noexcept = 0;

  /// What this kind of database knows about the work of a migration.
  virtual const fz::catalog& catalog() const noexcept = 0;

  /// Runs one statement and gives the number of rows it inserted, updated or deleted.
  virtual task<std::uint64_t> execute(statement s) = 0;
  task<std::uint64_t> execute(std::string sql, parameters values = {});

  /// Runs one statement and gives its rows.
  virtual task<std::vector<row>> query(statement s) = 0;
  task<std::vector<row>> query(std::string sql, parameters values = {});

  /// Runs one statement and hands its rows to `take`, on the loop's thread, while the next ones
  /// come: a long result need not fit into memory. The connection can do nothing else meanwhile.
  /// What `take` throws ends the query and is thrown.
  virtual task<> query_rows(statement s, row_sink take);

  /// Asks several questions, each on its own and in this order, in one round trip or one hop.
  /// Outside of transactions; what is asked must do no harm when it is
  /// asked twice, because with a pooler it may be.
  virtual task<answers> query_each(std::vector<statement> questions);

  /// The number of the connection's server process, as the server gave it; a pooler gives another.
  /// Nothing: there is none, or it is not known.
  virtual std::optional<std::int64_t> backend_pid() const noexcept { return std::nullopt; }

  /// Runs many statements in one hop; see batch.
  virtual task<batch_result> execute(batch b) = 0;

  /// Runs batches one after the other, all in one hop, until one is not done or fails; gives the
  /// last one's result. `ended` is called on the loop's thread, in order, with the index of each
  /// batch that was done, while the next may already run.
  virtual task<batch_result> execute(std::vector<batch> batches,
                                     std::function<void(std::size_t)> ended) = 0;

  /// Takes note of what the session is, for restore_session() and for batches that restore it:
  /// settings, role, temporary objects, attached databases, locks of the session.
  virtual task<> save_session() { co_return; }

  /// Undoes what was done to the session since save_session(); inside a transaction as far as that
  /// can be. Nothing that this does is shown to the user.
  virtual task<> restore_session() { co_return; }

  /// How many statements of the batches that run now (or ran last) have ended.
  virtual std::size_t statements_done() const noexcept = 0;

  /// True between a BEGIN and its COMMIT or ROLLBACK.
  virtual bool in_transaction() const noexcept = 0;

  /// False once the connection was lost: it can do nothing more.
  virtual bool is_open() const noexcept = 0;

  /// Runs `body()`, which gives a task, in one transaction that may write: committed if it ends,
  /// rolled back if it throws or is cancelled. Gives its value or throws what it threw.
  template <class Body>
  std::invoke_result_t<Body&> transaction(Body body);

  /// Calls `function(sync_connection&)`, plain synchronous code, on a stack of its own and gives
  /// its value or throws what it threw; its statements do not block the loop.
  template <class Function>
  task<std::invoke_result_t<Function&, sync_connection&>> run_sync(Function function);

 protected:
  friend class sync_connection;

  virtual task<> begin() = 0;
  /// Neither is stopped by a cancellation.
  virtual task<> commit() = 0;
  virtual task<> rollback() = 0;

 private:
  task<> end_transaction(std::exception_ptr failure);
};

/// A connection as plain synchronous code sees it. Only connection::run_sync() makes one, so SQL
/// cannot be executed synchronously anywhere else. Must not be kept beyond the call.
class sync_connection {
 public:
  sync_connection(const sync_connection&) = delete;
  sync_connection& operator=(const sync_connection&) = delete;

  fz::dialect dialect() const noexcept { return connection_.dialect(); }
  const fz::catalog& catalog() const noexcept { return connection_.catalog(); }
  bool in_transaction() const noexcept { return connection_.in_transaction(); }
  bool is_open() const noexcept { return connection_.is_open(); }

  std::uint64_t execute(std::string sql, parameters values = {});
  std::uint64_t execute(statement s);
  std::vector<row> query(std::string sql, parameters values = {});
  batch_result execute(batch b);
  batch_result execute(std::vector<batch> batches, std::function<void(std::size_t)> ended);

  /// The same, and to the end even if the bridge was cancelled: for what must be noted.
  batch_result execute_shielded(batch b);

  /// See connection.
  void save_session();
  void restore_session();

  /// Runs `body()` in one transaction: committed if it returns, rolled back if it throws.
  template <class Body>
  std::invoke_result_t<Body&> transaction(Body body);

  /// Waits for any task, as sync_context::wait().
  template <class T>
  T wait(task<T> work) {
    return context_.wait(std::move(work));
  }

 private:
  friend class connection;
  sync_connection(connection& c, sync_context& context) : connection_(c), context_(context) {}

  connection& connection_;
  sync_context& context_;
};

template <class Body>
std::invoke_result_t<Body&> connection::transaction(Body body) {
  using value_type = typename std::invoke_result_t<Body&>::value_type;
  co_await begin();
  const auto run_body = [](Body& given) -> task<value_type> { co_return co_await given(); };
  const cleanup_function end = [this](const std::exception_ptr& failure) {
    return end_transaction(failure);
  };
  co_return co_await with_cleanup<value_type>(run_body(body), end);
}

template <class Function>
task<std::invoke_result_t<Function&, sync_connection&>> connection::run_sync(Function function) {
  auto with_connection = [this, &function](sync_context& context) {
    sync_connection synchronous(*this, context);
    return function(synchronous);
  };
  co_return co_await fz::run_sync(with_connection);
}

template <class Body>
std::invoke_result_t<Body&> sync_connection::transaction(Body body) {
  context_.wait(connection_.begin());
  outcome<std::invoke_result_t<Body&>> ended;
  ended.hold_call(body);
  context_.wait_shielded(connection_.end_transaction(ended.failure()));
  return ended.take();
}

}  // namespace fz
