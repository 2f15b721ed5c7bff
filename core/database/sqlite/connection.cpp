#include "core/database/sqlite/connection.hpp"

#include "core/async/offload.hpp"
#include "core/database/sqlite/catalog.hpp"
#include "core/database/sqlite/database.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace fz::sqlite {
namespace {

/// Above this number of transactions, switching the journal to PERSIST and back pays off.
constexpr std::size_t few = 3;

class file_connection final : public connection {
 public:
  file_connection(std::shared_ptr<database_file> database, thread_pool& pool)
      : database_(std::move(database)), pool_(pool) {}

  fz::dialect dialect() const noexcept override { return fz::dialect::sqlite; }

  const fz::catalog& catalog() const noexcept override { return file_catalog(); }

  bool in_transaction() const noexcept override { return database_->in_transaction(); }

  bool is_open() const noexcept override { return true; }

  std::size_t statements_done() const noexcept override { return database_->statements_done(); }

  task<std::uint64_t> execute(statement s) override {
    co_return co_await call([&s](database_file& database, database_file::stop_flag& stop) {
      return database.execute(s, stop);
    });
  }

  task<std::vector<row>> query(statement s) override {
    co_return co_await call([&s](database_file& database, database_file::stop_flag& stop) {
      return database.query(s, stop);
    });
  }

  task<answers> query_each(std::vector<statement> questions) override {
    co_return co_await call([&questions](database_file& database, database_file::stop_flag& stop) {
      answers given(questions.size());
      for (std::size_t i = 0; i < questions.size(); ++i) {
        given[i].hold_call([&] { return database.query(questions[i], stop); });
      }
      return given;
    });
  }

  task<> query_rows(statement s, row_sink take) override {
    constexpr std::size_t most = 1000;
    const auto cursor = std::make_shared<database_file::cursor>(*database_, std::move(s));
    for (bool more = true; more;) {
      const auto next = [&cursor](database_file&, database_file::stop_flag& stop) {
        return cursor->next(most, stop);
      };
      std::vector<row> rows = co_await call(next);
      for (row& r : rows) take(std::move(r));
      more = rows.size() == most;
    }
  }

  task<> save_session() override {
    const auto save = [](database_file& database, database_file::stop_flag& stop) {
      database.save_session(stop);
    };
    co_await call(save);
  }

  task<> restore_session() override {
    const auto restore = [](database_file& database, database_file::stop_flag& stop) {
      database.restore_session(stop);
    };
    co_await call(restore);
  }

  task<batch_result> execute(batch b) override {
    co_return co_await call([&b](database_file& database, database_file::stop_flag& stop) {
      return database.execute(b, stop);
    });
  }

  task<batch_result> execute(std::vector<batch> batches,
                             std::function<void(std::size_t)> ended) override {
    const auto loop = co_await boost::asio::this_coro::executor;
    // What is posted here reaches the loop before the end of the call does.
    const auto run_all = [&](database_file& database, database_file::stop_flag& stop) {
      database.count_statements_anew();
      std::optional<database_file::kept_journal> kept;
      if (batches.size() > few && !database.in_transaction()) kept.emplace(database);
      batch_result last;
      for (std::size_t i = 0; i < batches.size() && last.done; ++i) {
        last = database.execute(batches[i], stop);
        if (last.done) boost::asio::post(loop, [&ended, i] { ended(i); });
      }
      return last;
    };
    co_return co_await call(run_all);
  }

 protected:
  task<> begin() override { co_await execute(statement("BEGIN IMMEDIATE")); }
  task<> commit() override { return to_the_end("COMMIT"); }
  task<> rollback() override { return to_the_end("ROLLBACK"); }

 private:
  /// Runs `work` on the pool; a cancellation stops it in the database. `work` refers to what its
  /// coroutine holds: offload() waits for its end in any case.
  template <class Work>
  task<std::invoke_result_t<Work&, database_file&, database_file::stop_flag&>> call(Work work) {
    auto stop = std::make_shared<database_file::stop_flag>(false);
    return offload(
        pool_, [database = database_, stop, work] { return work(*database, *stop); },
        [database = database_, stop] { database->interrupt(*stop); });
  }

  task<> to_the_end(std::string sql) {
    auto run = [database = database_, s = statement(std::move(sql))] {
      database_file::stop_flag never = false;
      database->execute(s, never);
    };
    co_await offload(pool_, std::move(run));
  }

  std::shared_ptr<database_file> database_;
  thread_pool& pool_;
};

task<std::unique_ptr<connection>> open(options file, thread_pool& pool) {
  auto database = co_await offload(pool, [&file] { return std::make_shared<database_file>(file); });
  co_return std::make_unique<file_connection>(std::move(database), pool);
}

}  // namespace

connector connector_for(options file, thread_pool& pool) {
  return [file = std::move(file), &pool] { return open(file, pool); };
}

}  // namespace fz::sqlite
