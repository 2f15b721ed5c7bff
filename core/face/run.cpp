#include "core/runtime/run.hpp"

#include "core/database/database_error.hpp"
#include "core/face/inside.hpp"

#include <fz/run.hpp>
#include <utility>

namespace fz::face {
namespace {

fz::direction to_core(direction d) { return static_cast<fz::direction>(d); }
direction to_face(fz::direction d) { return static_cast<direction>(d); }

step_report to_face(const fz::step_report& step) {
  return {to_face(step.direction), step.revision, step.message, step.labels, step.from, step.to};
}

run_report to_face(const fz::run_report& report) {
  run_report converted{{}, report.rows_before, report.rows_after};
  converted.steps.reserve(report.steps.size());
  for (const fz::step_report& step : report.steps) converted.steps.push_back(to_face(step));
  return converted;
}

/// What was thrown, in words and as data.
run_failure described(const std::exception_ptr& thrown) {
  run_failure failure;
  failure.thrown = inside::to_face(thrown);
  try {
    std::rethrow_exception(failure.thrown);
  } catch (const error& e) {
    failure.kind = e.kind();
    failure.message = e.what();
    failure.refused = e.refused();
  } catch (const std::exception& e) {
    failure.kind = error_kind::script;
    failure.message = e.what();
  } catch (...) {
    failure.kind = error_kind::script;
    failure.message = "A revision in C++ threw something that is not a std::exception.";
  }
  return failure;
}

run_failure to_face(const fz::run_failure& given) {
  run_failure failure = described(given.what);
  failure.revision = given.revision;
  failure.direction = to_face(given.direction);
  failure.fate = static_cast<step_fate>(given.fate);
  failure.kept_statements = given.kept_statements;
  return failure;
}

run_outcome to_face(const fz::run_outcome& ended) {
  run_outcome converted;
  converted.report = to_face(ended.report);
  converted.boundary = {ended.boundary.rows, ended.boundary.is_known, ended.boundary.was_seen};
  if (ended.failure) converted.failure = to_face(*ended.failure);
  return converted;
}

/// Hands on to the host what a run says.
class told_host final : public fz::run_observer {
 public:
  explicit told_host(face::run_observer& to) : to_(to) {}

  void planned(const std::string& database, const fz::run_report& steps) override {
    to_.planned(database, to_face(steps));
  }
  void waiting_for_lock(const std::string& database, const std::string& holder) override {
    to_.waiting_for_lock(database, holder);
  }
  void lock_lost(const std::string& database, const std::string& sentence) override {
    to_.lock_lost(database, sentence);
  }
  void planning_again(const std::string& database, const std::vector<std::string>& rows) override {
    to_.planning_again(database, rows);
  }
  void step_started(const std::string& database, const fz::step_report& step) override {
    to_.step_started(database, to_face(step));
  }
  void retrying(const std::string& database, const retry& why) override {
    face::run_observer::retry told{described(why.failure), why.pause, why.attempt, why.attempts};
    told.failure.revision = why.revision;
    told.failure.fate = static_cast<step_fate>(why.fate);
    to_.retrying(database, told);
  }
  void step_done(const std::string& database, const fz::step_report& step) override {
    to_.step_done(database, to_face(step));
  }

 private:
  face::run_observer& to_;
};

run_goal goal_of(const run_request& wanted) {
  switch (wanted.action) {
    case action::stamp:
      return stamp_at{{wanted.target}};
    case action::resume:
      return finish_begun();
    case action::downgrade:
      return move_to{to_core(direction::downgrade), wanted.target};
    case action::upgrade:
      break;
  }
  return move_to{to_core(direction::upgrade), wanted.target};
}

fz::run_request to_core(const run_request& wanted, const alembic_config& settings) {
  fz::run_request request;
  request.goal = goal_of(wanted);
  request.scope = settings.transaction;
  if (wanted.one_transaction) {
    request.scope = *wanted.one_transaction ? transaction_scope::all : transaction_scope::each;
  }
  request.lock_timeout = wanted.lock_timeout.value_or(settings.lock_timeout);
  request.retries = wanted.retries.value_or(settings.retries);
  request.migration_lock = settings.migration_lock;
  if (wanted.confirm) {
    request.confirm = [ask = wanted.confirm](const fz::run_report& planned) -> task<bool> {
      co_return ask(to_face(planned));
    };
  }
  return request;
}

}  // namespace

run_observer::~run_observer() = default;
void run_observer::planned(const std::string&, const run_report&) {}
void run_observer::waiting_for_lock(const std::string&, const std::string&) {}
void run_observer::lock_lost(const std::string&, const std::string&) {}
void run_observer::planning_again(const std::string&, const std::vector<std::string>&) {}
void run_observer::step_started(const std::string&, const step_report&) {}
void run_observer::retrying(const std::string&, const retry&) {}
void run_observer::step_done(const std::string&, const step_report&) {}

run_outcome run(database& target, const project& p, const run_request& wanted) {
  run_observer nobody_listens;
  return run(target, p, wanted, nobody_listens);
}

run_outcome run(database& target, const project& p, const run_request& wanted, run_observer& to) {
  inside::database_state& on = inside::of(target);
  const fz::project& read = *inside::of(p).read;
  told_host told(to);
  fz::run_request request = to_core(wanted, read.settings().alembic);
  return to_face(on.wait(fz::run(on.target, read, std::move(request), told), wanted.stop));
}

run_report preview(database& target, const project& p, const run_request& wanted) {
  inside::database_state& on = inside::of(target);
  const fz::project& read = *inside::of(p).read;
  fz::run_request request = to_core(wanted, read.settings().alembic);
  return to_face(on.wait(fz::preview(on.target, read, std::move(request)), wanted.stop));
}

}  // namespace fz::face
