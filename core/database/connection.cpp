#include "core/database/connection.hpp"

namespace fz {

task<std::uint64_t> connection::execute(std::string sql, parameters values) {
  return execute(statement(std::move(sql), std::move(values)));
}

task<std::vector<row>> connection::query(std::string sql, parameters values) {
  return query(statement(std::move(sql), std::move(values)));
}

task<> connection::query_rows(statement s, row_sink take) {
  std::vector<row> rows = co_await query(std::move(s));
  for (row& r : rows) take(std::move(r));
}

task<answers> connection::query_each(std::vector<statement> questions) {
  answers given(questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    co_await given[i].capture(query(std::move(questions[i])));
  }
  co_return given;
}

/// Commits, or rolls back and throws `failure` again.
task<> connection::end_transaction(std::exception_ptr failure) {
  if (!failure) {
    outcome<void> committed;
    co_await committed.capture(commit());
    if (!committed.failure()) co_return;
    failure = committed.failure();
  }
  if (in_transaction()) {
    // A rollback that fails leaves a connection that is closed, which rolls back as well; the
    // first failure is the one to tell.
    outcome<void> rolled_back;
    co_await rolled_back.capture(rollback());
  }
  std::rethrow_exception(failure);
}

std::uint64_t sync_connection::execute(std::string sql, parameters values) {
  return context_.wait(connection_.execute(std::move(sql), std::move(values)));
}

std::uint64_t sync_connection::execute(statement s) {
  return context_.wait(connection_.execute(std::move(s)));
}

std::vector<row> sync_connection::query(std::string sql, parameters values) {
  return context_.wait(connection_.query(std::move(sql), std::move(values)));
}

batch_result sync_connection::execute(batch b) {
  return context_.wait(connection_.execute(std::move(b)));
}

batch_result sync_connection::execute(std::vector<batch> batches,
                                      std::function<void(std::size_t)> ended) {
  return context_.wait(connection_.execute(std::move(batches), std::move(ended)));
}

batch_result sync_connection::execute_shielded(batch b) {
  return context_.wait_shielded(connection_.execute(std::move(b)));
}

void sync_connection::save_session() { context_.wait(connection_.save_session()); }

void sync_connection::restore_session() { context_.wait(connection_.restore_session()); }

}  // namespace fz
