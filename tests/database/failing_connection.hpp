#pragma once

#include "core/database/connection.hpp"
#include "core/database/engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace fz {

/// Which statement fails, counted over all connections of a failing_connector().
struct statement_failure {
  std::size_t at;  ///< from 1
  std::size_t seen = 0;

  bool has_struck() const noexcept { return seen >= at; }
};

/// Hands everything to another connection, but the statement that is to fail: in its place, and in
/// its place in a batch, goes one that the database refuses.
class failing_connection final : public connection {
 public:
  failing_connection(std::unique_ptr<connection> inner, statement_failure& failure)
      : inner_(std::move(inner)), failure_(failure) {}

  fz::dialect dialect() const noexcept override { return inner_->dialect(); }
  const fz::catalog& catalog() const noexcept override { return inner_->catalog(); }
  std::optional<std::int64_t> backend_pid() const noexcept override {
    return inner_->backend_pid();
  }
  bool in_transaction() const noexcept override { return inner_->in_transaction(); }
  bool is_open() const noexcept override { return inner_->is_open(); }
  std::size_t statements_done() const noexcept override { return inner_->statements_done(); }

  task<std::uint64_t> execute(statement s) override {
    pass(s);
    return inner_->execute(std::move(s));
  }

  task<std::vector<row>> query(statement s) override {
    pass(s);
    return inner_->query(std::move(s));
  }

  task<> query_rows(statement s, row_sink take) override {
    pass(s);
    return inner_->query_rows(std::move(s), std::move(take));
  }

  task<answers> query_each(std::vector<statement> questions) override {
    for (statement& s : questions) pass(s);
    return inner_->query_each(std::move(questions));
  }

  task<batch_result> execute(batch b) override {
    pass(b);
    return inner_->execute(std::move(b));
  }

  task<batch_result> execute(std::vector<batch> batches,
                             std::function<void(std::size_t)> ended) override {
    for (batch& b : batches) pass(b);
    return inner_->execute(std::move(batches), std::move(ended));
  }

  task<> save_session() override { return inner_->save_session(); }
  task<> restore_session() override { return inner_->restore_session(); }

 protected:
  task<> begin() override {
    co_await execute(statement(dialect() == dialect::sqlite ? "BEGIN IMMEDIATE" : "BEGIN"));
  }
  task<> commit() override { co_await execute(statement("COMMIT")); }
  task<> rollback() override { co_await inner_->execute(statement("ROLLBACK")); }

 private:
  void pass(statement& s) {
    if (++failure_.seen != failure_.at) return;
    s.sql = "SELECT this_statement_fails()";
    s.values.clear();
  }

  void pass(batch& b) {
    for (statement& s : b.preparation) pass(s);
    if (b.expected) pass(b.expected->query);
    std::vector<statement> script = statements_of(b.script);
    for (statement& s : script) pass(s);
    b.script = script_of(std::move(script));
    if (b.unchanged) pass(b.unchanged->query);
    for (batch::change& change : b.changes) pass(change.sql);
  }

  std::unique_ptr<connection> inner_;
  statement_failure& failure_;
};

inline task<std::unique_ptr<connection>> open_failing(connector open, statement_failure& failure) {
  auto inner = co_await open();
  co_return std::make_unique<failing_connection>(std::move(inner), failure);
}

/// Opens what `open` opens, each as a failing_connection. `failure` must outlive them.
inline connector failing_connector(connector open, statement_failure& failure) {
  return [open = std::move(open), &failure] { return open_failing(open, failure); };
}

}  // namespace fz
