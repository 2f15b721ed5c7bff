#include "core/runtime/runner.hpp"

#include "core/async/cancellation.hpp"
#include "core/async/offload.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <utility>
#include <variant>

namespace fz {
namespace {

using statements = std::vector<statement>;

step_record record_of(const step& s) {
  return {s.direction, s.subject->id, s.subject->message, s.from, s.to};
}

std::string rows_in_words(const std::vector<std::string>& rows) {
  return rows.empty() ? "base (no revision applied)" : printable(enumerate(rows));
}

error left_transaction_open(const revision& r) {
  return error_at(error_kind::script, {r.file},
                  fmt::format("Revision {} begins a transaction and does not end it; it was rolled "
                              "back.",
                              printable(r.id)));
}

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
         std::holds_alternative<statements>(bodies[end].work)) {
    ++end;
  }
  return end;
}

/// Where a relative target led when it was first looked at, so that planning anew does not walk
/// from another place: two runners of `upgrade +1` at once make one step together, not two.
std::string settled(const plan& p, direction way, std::string target) {
  if (is_range(target) || !parse_identifier(target).steps || p.steps.empty()) return target;
  if (way == direction::upgrade) return p.steps.back().subject->id;
  if (p.rows_after.size() > 1) return target;
  return p.rows_after.empty() ? "base" : p.rows_after.front();
}

}  // namespace

runner::runner(connection& c, run_setting setting) : connection_(c), setting_(std::move(setting)) {}

task<run_report> runner::run(direction way, std::string target) {
  outcome<void> ran;
  try {
    co_await ran.hold(run_to(way, std::move(target)));
  } catch (...) {
    fail_at_boundary(std::current_exception());
  }
  if (ran.failure()) fail_at_boundary(ran.failure());
  report_.rows_after = rows_;
  co_return report_;
}

task<run_report> runner::preview(direction way, std::string target) {
  co_await make_first_plan(way, target);
  co_await load();
  co_return planned();
}

run_report runner::planned() const {
  run_report report;
  report.rows_before = rows_;
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

task<> runner::make_first_plan(direction way, const std::string& target) {
  const auto rows = co_await setting_.table.read(connection_);
  table_exists_ = rows.has_value();
  rows_ = rows.value_or(std::vector<std::string>());
  report_.rows_before = rows_;
  plan_ = make_plan(setting_.scripts.map(), rows_, way, target, setting_.table.name());
}

task<std::vector<step_body>> runner::load() {
  auto read_all = [&] {
    return load_bodies(setting_.scripts, plan_, connection_.dialect(), setting_.scope);
  };
  co_return co_await offload(setting_.pool, read_all);
}

task<> runner::run_to(direction way, std::string target) {
  co_await make_first_plan(way, target);
  target = settled(plan_, way, std::move(target));
  if (setting_.history && !plan_.steps.empty()) {
    history_exists_ = co_await setting_.history->exists(connection_);
  }
  while (!plan_.steps.empty()) {
    std::vector<step_body> bodies = co_await load();
    co_await let_confirm(way);
    task<progress> running = setting_.scope == transaction_scope::all
                                 ? run_in_one_transaction(std::move(bodies))
                                 : run_each(std::move(bodies));
    if (co_await std::move(running) == progress::done) break;
    plan_ = make_plan(setting_.scripts.map(), rows_, way, target, setting_.table.name());
  }
}

task<runner::progress> runner::run_each(std::vector<step_body> bodies) {
  for (std::size_t i = 0; i < plan_.steps.size();) {
    const std::size_t last = end_of_scripts(bodies, i);
    task<batch_result> running =
        last > i ? run_scripts(i, last, bodies) : run_alone(plan_.steps[i], bodies[i]);
    const batch_result result = co_await std::move(running);
    if (!result.done) {
      replan_from(result.found);
      co_return progress::others_were_faster;
    }
    i = std::max(last, i + 1);
  }
  co_return progress::done;
}

/// Steps that are known statement by statement go down to the database together: it need not wait
/// for the loop between two of them. Each is a transaction of its own all the same.
task<batch_result> runner::run_scripts(std::size_t first, std::size_t last,
                                       std::vector<step_body>& bodies) {
  return connection_.run_sync([this, first, last, &bodies](sync_connection& c) {
    std::vector<batch> batches;
    std::vector<std::string> rows = rows_;
    for (std::size_t i = first; i < last; ++i) {
      batches.push_back(script_batch(plan_.steps[i], bodies[i], rows));
      if (i > first) batches.back().preparation.clear();  // the first one made the tables
      record(batches.back(), plan_.steps[i], bodies[i]);
      carry_out(plan_.steps[i].changes, rows);
    }
    announce(plan_.steps[first]);
    return c.execute(std::move(batches), [this, first, last](std::size_t done) {
      settle(plan_.steps[first + done]);
      if (first + done + 1 < last) announce(plan_.steps[first + done + 1]);
    });
  });
}

task<batch_result> runner::run_alone(const step& s, step_body& body) {
  return connection_.run_sync([this, &s, &body](sync_connection& c) {
    announce(s);
    const batch_result result =
        body.transactional ? run_in_transaction(c, s, body) : run_outside(c, s, body);
    if (result.done) settle(s);
    return result;
  });
}

task<runner::progress> runner::run_in_one_transaction(std::vector<step_body> bodies) {
  batch_result guarded;
  const auto run_all = [&](sync_connection& c) {
    guarded = c.execute(guard(batch::mode::as_it_stands));
    for (std::size_t i = 0; guarded.done && i < plan_.steps.size();) i = run_more(c, i, bodies);
  };
  co_await connection_.run_sync([&](sync_connection& c) { c.transaction([&] { run_all(c); }); });
  if (!guarded.done) {
    replan_from(guarded.found);
    co_return progress::others_were_faster;
  }
  for (const step& s : plan_.steps) settle(s);
  co_return progress::done;
}

/// One step or several that are known statement by statement, in the transaction that is open;
/// gives the next one's index.
std::size_t runner::run_more(sync_connection& c, std::size_t first,
                             std::vector<step_body>& bodies) {
  announce(plan_.steps[first]);
  const std::size_t last = end_of_scripts(bodies, first);
  if (last == first) {
    run_inside(c, plan_.steps[first], bodies[first]);
    return first + 1;
  }
  std::vector<batch> batches;
  for (std::size_t i = first; i < last; ++i) {
    batches.push_back(inner_batch(plan_.steps[i], bodies[i]));
    record(batches.back(), plan_.steps[i], bodies[i]);
  }
  c.execute(std::move(batches), [this, first, last](std::size_t done) {
    if (first + done + 1 < last) announce(plan_.steps[first + done + 1]);
  });
  return last;
}

batch_result runner::run_in_transaction(sync_connection& c, const step& s, step_body& body) {
  return c.transaction([&] {
    batch_result guarded = c.execute(guard(batch::mode::as_it_stands));
    if (guarded.done) run_inside(c, s, body);
    return guarded;
  });
}

/// A step in code and its version row, in the transaction that is open.
void runner::run_inside(sync_connection& c, const step& s, step_body& body) {
  const auto began = std::chrono::steady_clock::now();
  std::get<migration_function>(body.work)(c);
  if (!c.in_transaction()) throw ended_transaction(*s.subject);
  body.work = statements();
  batch last = inner_batch(s, body);
  record_since(began, last, s, body);
  c.execute(std::move(last));
}

/// A step's statements and its version row, for the transaction that is open.
batch runner::inner_batch(const step& s, step_body& body) const {
  batch b;
  b.how = batch::mode::as_it_stands;
  b.statements = std::move(std::get<statements>(body.work));
  b.changes = setting_.table.changes(s.changes, connection_.dialect());
  return b;
}

batch_result runner::run_outside(sync_connection& c, const step& s, const step_body& body) {
  batch_result guarded = c.execute(guard(batch::mode::transaction));
  if (!guarded.done) return guarded;
  table_exists_ = true;
  history_exists_ = true;
  const auto began = std::chrono::steady_clock::now();
  for (const statement& each : std::get<statements>(body.work)) {
    c.execute(each);
    ++statements_outside_;
  }
  if (c.in_transaction()) {
    c.execute("ROLLBACK");
    throw left_transaction_open(*s.subject);
  }
  batch last = guard(batch::mode::transaction);
  last.changes = setting_.table.changes(s.changes, c.dialect());
  record_since(began, last, s, body);
  return c.execute(std::move(last));
}

/// A batch that does nothing unless the version table still holds what was planned from.
batch runner::guard(batch::mode how) const {
  batch b;
  b.how = how;
  if (!table_exists_) b.preparation.push_back(setting_.table.creation());
  if (setting_.history && !history_exists_) {
    b.preparation.push_back(setting_.history->creation(connection_.dialect()));
  }
  b.expected = setting_.table.unchanged(rows_);
  return b;
}

/// The whole of a step whose statements are known, from a version table that holds `rows`.
batch runner::script_batch(const step& s, step_body& body, std::vector<std::string> rows) const {
  batch whole = guard(batch::mode::transaction);
  whole.expected = setting_.table.unchanged(std::move(rows));
  whole.statements = std::move(std::get<statements>(body.work));
  whole.changes = setting_.table.changes(s.changes, connection_.dialect());
  return whole;
}

/// Adds the step's row of the audit trail to a batch that is all of it.
void runner::record(batch& whole, const step& s, const step_body& body) const {
  if (!setting_.history) return;
  setting_.history->record(whole, entry_of(s, body.sha256), connection_.dialect());
}

/// Adds the row of a step that began earlier and ends with the batch.
void runner::record_since(std::chrono::steady_clock::time_point began, batch& last, const step& s,
                          const step_body& body) const {
  if (!setting_.history) return;
  const auto taken = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - began);
  last.changes.push_back(
      setting_.history->ended(entry_of(s, body.sha256), taken, connection_.dialect()));
}

void runner::announce(const step& s) {
  current_ = &s;
  statements_outside_ = 0;
  setting_.reporter.log(log_level::info, "runtime", "Running " + to_string(s));
}

void runner::settle(const step& s) {
  carry_out(s.changes, rows_);
  table_exists_ = true;
  history_exists_ = true;
  current_ = nullptr;
  report_.steps.push_back(record_of(s));
}

void runner::replan_from(std::vector<std::string> found) {
  current_ = nullptr;
  rows_ = std::move(found);
  table_exists_ = true;
  setting_.reporter.log(log_level::info, "runtime",
                        fmt::format("Another runner changed {} meanwhile; planning anew from {}",
                                    printable(setting_.table.name()), rows_in_words(rows_)));
}

std::string runner::boundary() const {
  std::string text;
  if (current_ != nullptr) text += fate_of(*current_);
  if (!report_.steps.empty()) {
    std::vector<std::string> done;
    for (const step_record& r : report_.steps) done.push_back(r.revision);
    text += fmt::format("\nCarried out before it: {}.", printable(enumerate(done)));
  }
  return text + fmt::format("\nThe database stands at {}.", rows_in_words(rows_));
}

std::string runner::fate_of(const step& s) const {
  const std::string id = printable(s.subject->id);
  if (setting_.scope == transaction_scope::all) {
    return "\nThe whole run was rolled back; nothing of it stays.";
  }
  if (statements_outside_ == 0) {
    return fmt::format("\nRevision {} was rolled back; nothing of it stays.", id);
  }
  return fmt::format(
      "\nRevision {} runs outside of a transaction: its first {} stay carried out, and it does not "
      "count as {}.",
      id, counted(statements_outside_, "statement"),
      s.direction == direction::upgrade ? "applied" : "undone");
}

void runner::fail_at_boundary(const std::exception_ptr& failure) const {
  if (is_cancellation(failure)) {
    throw error(error_kind::interrupted, "Interrupted." + boundary());
  }
  if (current_ == nullptr && report_.steps.empty()) std::rethrow_exception(failure);
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    throw error(e.kind(), e.what() + boundary() +
                              "\nOnce that is mended, the same command goes on from there.");
  } catch (const std::exception& e) {
    const std::string id = current_ == nullptr ? "" : printable(current_->subject->id);
    throw error(error_kind::script,
                fmt::format("Revision {}: {}", id, printable_lines(e.what())) + boundary());
  }
}

}  // namespace fz
