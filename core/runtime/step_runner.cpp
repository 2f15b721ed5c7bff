#include "core/runtime/step_runner.hpp"

#include "core/runtime/non_transactional_step.hpp"
#include "core/runtime/table_rebuild_step.hpp"
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

bool is_known(const step_body& body) {
  return body.transactional && body.rebuilds.empty() &&
         std::holds_alternative<script_ptr>(body.work);
}

/// The end of the longest run of steps from `first` on that are known statement by statement and
/// run in a transaction; `first` itself if that step is not one.
std::size_t end_of_scripts(const std::vector<step_body>& bodies, std::size_t first) {
  std::size_t end = first;
  while (end < bodies.size() && is_known(bodies[end])) ++end;
  return end;
}

std::size_t statement_count(const step_body& body) {
  const auto* script = std::get_if<script_ptr>(&body.work);
  return script == nullptr ? 0 : statement_count(*script);
}

}  // namespace

step_runner::step_runner(connection& c, const plan& p, const std::vector<step_body>& bodies,
                         step_batches& batches, run_progress& progress, resume_point from)
    : connection_(c),
      plan_(p),
      bodies_(bodies),
      batches_(batches),
      progress_(progress),
      resume_from_(std::move(from)) {}

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

/// Steps that are known statement by statement are sent to the database together: it need not wait
/// for the loop between two of them. Each is a transaction of its own all the same.
task<batch_result> step_runner::run_scripts(std::size_t first, std::size_t last) {
  return connection_.run_sync([this, first, last](sync_connection& c) {
    std::vector<batch> batches;
    std::vector<std::string> rows = progress_.rows();
    step_batches maker = batches_;
    for (std::size_t i = first; i < last; ++i) {
      batches.push_back(maker.whole(plan_.steps[i], bodies_[i], rows));
      maker.tables_exist();  // the first step has made them
      carry_out(plan_.steps[i].changes, rows);
    }
    progress_.start(plan_.steps[first]);
    sent_from_ = first;
    return c.execute(std::move(batches), [this, first, last](std::size_t ended) {
      done(plan_.steps[first + ended]);
      if (first + ended + 1 < last) progress_.start(plan_.steps[first + ended + 1]);
    });
  });
}

task<batch_result> step_runner::run_alone(std::size_t index) {
  return connection_.run_sync([this, index](sync_connection& c) {
    progress_.start(plan_.steps[index]);
    sent_from_.reset();
    batch_result result =
        bodies_[index].transactional ? run_in_transaction(c, index) : run_outside(c, index);
    if (result.done) done(plan_.steps[index]);
    return result;
  });
}

task<batch_result> step_runner::run_in_one_transaction() {
  batch_result guarded;
  const auto run_all = [&](sync_connection& c) {
    guarded = c.execute(batches_.guard(batch::mode::in_current_transaction, progress_.rows()));
    std::vector<std::string> rows = progress_.rows();
    for (std::size_t i = 0; guarded.done && i < plan_.steps.size();) i = run_more(c, i, rows);
    c.execute(batches_.closing());
  };
  co_await connection_.run_sync([&](sync_connection& c) { c.transaction([&] { run_all(c); }); });
  if (guarded.done) {
    for (const step& s : plan_.steps) done(s);
  }
  co_return guarded;
}

/// One step or several that are known statement by statement, in the transaction that is open;
/// gives the next one's index. `rows`: of the version table before it, then after it.
std::size_t step_runner::run_more(sync_connection& c, std::size_t first,
                                  std::vector<std::string>& rows) {
  progress_.start(plan_.steps[first]);
  const std::size_t last = end_of_scripts(bodies_, first);
  if (last == first) {
    sent_from_.reset();
    run_code(c, first, rows);
    carry_out(plan_.steps[first].changes, rows);
    return first + 1;
  }
  sent_from_ = first;
  std::vector<batch> batches;
  for (std::size_t i = first; i < last; ++i) {
    batches.push_back(batches_.inside(plan_.steps[i], bodies_[i], rows));
    carry_out(plan_.steps[i].changes, rows);
  }
  c.execute(std::move(batches), [this, first, last](std::size_t ended) {
    if (first + ended + 1 < last) progress_.start(plan_.steps[first + ended + 1]);
  });
  return last;
}

batch_result step_runner::run_in_transaction(sync_connection& c, std::size_t index) {
  return c.transaction([&] {
    batch_result guarded = c.execute(
        batches_.guard(batch::mode::in_current_transaction, progress_.rows(), &plan_.steps[index]));
    if (guarded.done) run_code(c, index, progress_.rows());
    c.execute(batches_.closing());
    return guarded;
  });
}

/// A step in code, or one whose statements are known only when their turn comes, and its version
/// row, in the transaction that is open. `rows`: of the version
/// table before it.
void step_runner::run_code(sync_connection& c, std::size_t index, std::vector<std::string> rows) {
  const step& s = plan_.steps[index];
  const auto began = std::chrono::steady_clock::now();
  const step_body& body = bodies_[index];
  if (body.rebuilds.empty()) {
    std::get<migration_function>(body.work)(c);
  } else {
    run_with_rebuilds(connection_, c, body);
  }
  if (!c.in_transaction()) throw ended_transaction(*s.subject);
  c.execute(batches_.end_inside(s, bodies_[index], std::move(rows), began));
}

batch_result step_runner::run_outside(sync_connection& c, std::size_t index) {
  const bool another_follows =
      std::any_of(bodies_.begin() + static_cast<std::ptrdiff_t>(index) + 1, bodies_.end(),
                  [](const step_body& body) { return !body.transactional; });
  non_transactional_step alone(
      c, plan_.steps[index], bodies_[index], batches_, progress_,
      another_follows ? after_step::keep_journal : after_step::drop_journal);
  const resume_point from = std::exchange(resume_from_, {});
  return alone.run(from.unfinished, from.interrupted);
}

/// To say where the database is also settles a section that was stopped half-way.
task<batch_result> step_runner::stamp() {
  return connection_.run_sync([this](sync_connection& c) {
    batch whole = batches_.stamp(plan_, bodies_);
    if (resume_from_.unfinished) {
      whole.script = script_of({batches_.tables().journal().removal()});
    }
    batch_result result = c.execute(std::move(whole));
    if (!result.done) return result;
    for (const step& s : plan_.steps) {
      progress_.start(s);
      done(s);
    }
    return result;
  });
}

void step_runner::done(const step& s) {
  progress_.done(s);
  batches_.tables_exist();
}

std::optional<run_observer::progress> step_runner::at_work() const {
  const step* current = progress_.current();
  if (current == nullptr) return std::nullopt;
  run_observer::progress now;
  now.step = report_of(*current);
  now.statements = statement_count(bodies_[index_of(*current)]);
  std::size_t ended = progress_.statement();
  if (sent_from_) {
    ended = connection_.statements_done();
    for (std::size_t i = *sent_from_; i < index_of(*current); ++i) {
      ended -= std::min(ended, statement_count(bodies_[i]));
    }
  }
  if (now.statements > 0) now.statement = std::min(ended + 1, now.statements);
  return now;
}

std::size_t step_runner::index_of(const step& s) const {
  return static_cast<std::size_t>(&s - plan_.steps.data());
}

}  // namespace fz
