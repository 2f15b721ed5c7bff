#include "core/runtime/step_runner.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace fz {
namespace {

error ended_transaction(const revision& r) {
  return error(
      error_kind::script,
      fmt::format("Revision {} ended the transaction that fz began for it.", printable(r.id)));
}

/// The end of the longest run of steps from `first` on that are known statement by statement and
/// run in a transaction; `first` itself if it is none.
std::size_t end_of_scripts(const std::vector<step_body>& bodies, std::size_t first) {
  std::size_t end = first;
  while (end < bodies.size() && bodies[end].transactional &&
         std::holds_alternative<script_ptr>(bodies[end].work)) {
    ++end;
  }
  return end;
}

std::size_t statement_count(const step_body& body) {
  const auto* script = std::get_if<script_ptr>(&body.work);
  return script == nullptr ? 0 : statement_count(*script);
}

}  // namespace

step_runner::step_runner(connection& c, const plan& p, std::vector<step_body> bodies,
                         const step_batches& batches, run_record& record,
                         std::function<void(const step&)> settle)
    : connection_(c),
      plan_(p),
      bodies_(std::move(bodies)),
      batches_(batches),
      record_(record),
      settle_(std::move(settle)) {
  for (const step_body& body : bodies_) statement_counts_.push_back(statement_count(body));
}

void step_runner::go_on_from(std::optional<journal_entry> unfinished,
                             unsettled_statement unsettled) {
  unfinished_ = std::move(unfinished);
  unsettled_ = unsettled;
}

task<batch_result> step_runner::run(transaction_scope scope) {
  return scope == transaction_scope::all ? run_in_one_transaction() : run_each();
}

task<batch_result> step_runner::run_each() {
  batch_result result;
  for (std::size_t i = 0; result.done && i < plan_.steps.size();) {
    const std::size_t last = end_of_scripts(bodies_, i);
    task<batch_result> running = last > i ? run_scripts(i, last) : run_alone(i);
    result = co_await std::move(running);
    i = std::max(last, i + 1);
  }
  co_return result;
}

/// Steps that are known statement by statement go down to the database together: it need not wait
/// for the loop between two of them. Each is a transaction of its own all the same.
task<batch_result> step_runner::run_scripts(std::size_t first, std::size_t last) {
  return connection_.run_sync([this, first, last](sync_connection& c) {
    std::vector<batch> batches;
    std::vector<std::string> rows = record_.rows();
    step_batches maker = batches_;
    for (std::size_t i = first; i < last; ++i) {
      batches.push_back(maker.whole(plan_.steps[i], bodies_[i], rows));
      maker.found_tables();  // the first step has made them
      carry_out(plan_.steps[i].changes, rows);
    }
    record_.announce(plan_.steps[first]);
    sent_from_ = first;
    return c.execute(std::move(batches), [this, first, last](std::size_t done) {
      settle_(plan_.steps[first + done]);
      if (first + done + 1 < last) record_.announce(plan_.steps[first + done + 1]);
    });
  });
}

task<batch_result> step_runner::run_alone(std::size_t index) {
  return connection_.run_sync([this, index](sync_connection& c) {
    const step& s = plan_.steps[index];
    step_body& body = bodies_[index];
    record_.announce(s);
    sent_from_.reset();
    const batch_result result =
        body.transactional ? run_in_transaction(c, s, body) : run_outside(c, s, body);
    if (result.done) settle_(s);
    return result;
  });
}

task<batch_result> step_runner::run_in_one_transaction() {
  batch_result guarded;
  const auto run_all = [&](sync_connection& c) {
    guarded = c.execute(batches_.guard(batch::mode::as_it_stands, record_.rows()));
    for (std::size_t i = 0; guarded.done && i < plan_.steps.size();) i = run_more(c, i);
    c.execute(batches_.seal());
  };
  co_await connection_.run_sync([&](sync_connection& c) { c.transaction([&] { run_all(c); }); });
  if (guarded.done) {
    for (const step& s : plan_.steps) settle_(s);
  }
  co_return guarded;
}

/// One step or several that are known statement by statement, in the transaction that is open;
/// gives the next one's index.
std::size_t step_runner::run_more(sync_connection& c, std::size_t first) {
  record_.announce(plan_.steps[first]);
  const std::size_t last = end_of_scripts(bodies_, first);
  if (last == first) {
    sent_from_.reset();
    run_code(c, plan_.steps[first], bodies_[first]);
    return first + 1;
  }
  sent_from_ = first;
  std::vector<batch> batches;
  for (std::size_t i = first; i < last; ++i) {
    batches.push_back(batches_.inside(plan_.steps[i], bodies_[i]));
  }
  c.execute(std::move(batches), [this, first, last](std::size_t done) {
    if (first + done + 1 < last) record_.announce(plan_.steps[first + done + 1]);
  });
  return last;
}

batch_result step_runner::run_in_transaction(sync_connection& c, const step& s, step_body& body) {
  return c.transaction([&] {
    batch_result guarded = c.execute(batches_.guard(batch::mode::as_it_stands, record_.rows(), &s));
    if (guarded.done) run_code(c, s, body);
    c.execute(batches_.seal());
    return guarded;
  });
}

/// A step in code and its version row, in the transaction that is open.
void step_runner::run_code(sync_connection& c, const step& s, step_body& body) {
  const auto began = std::chrono::steady_clock::now();
  std::get<migration_function>(body.work)(c);
  if (!c.in_transaction()) throw ended_transaction(*s.subject);
  c.execute(batches_.end_inside(s, body, began));
}

batch_result step_runner::run_outside(sync_connection& c, const step& s, const step_body& body) {
  outside_step alone(c, s, body, batches_, record_);
  return alone.run(std::exchange(unfinished_, std::nullopt), unsettled_);
}

std::string step_runner::what_runs() const {
  const step* current = record_.current();
  if (current == nullptr) return {};
  const std::string text = "Running " + to_string(*current);
  const std::size_t count = statement_counts_[index_of(*current)];
  if (count < 2) return text;
  std::size_t done = record_.statement();
  if (sent_from_) {
    done = connection_.statements_done();
    for (std::size_t i = *sent_from_; i < index_of(*current); ++i) {
      done -= std::min(done, statement_counts_[i]);
    }
  }
  return text + fmt::format(": statement {} of {}", std::min(done + 1, count), count);
}

std::size_t step_runner::index_of(const step& s) const {
  return static_cast<std::size_t>(&s - plan_.steps.data());
}

}  // namespace fz
