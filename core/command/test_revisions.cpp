#include "core/command/test_revisions.hpp"

#include "core/async/cancellation.hpp"
#include "core/command/schema_reader.hpp"
#include "core/command/server_wide.hpp"
#include "core/runtime/run.hpp"
#include "core/script/body_loader.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <exception>
#include <memory>
#include <utility>

namespace fz::command {
namespace {

using clock = std::chrono::steady_clock;
using kind = test_finding::kind;
using result = revision_test::result;

std::chrono::microseconds since(clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - start);
}

/// A cancellation is not a finding: it is thrown.
std::string sentence_of(const std::exception_ptr& failure) {
  if (is_cancellation(failure)) std::rethrow_exception(failure);
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.what();
  } catch (const std::exception& e) {
    return printable_lines(e.what());
  }
}

/// False if the revision has no downgrade; a broken one counts.
bool is_reversible(const project& p, const step& up, dialect d) {
  step down = up;
  down.direction = direction::downgrade;
  try {
    if (!up.subject->file.empty()) {
      return load_body(*up.subject, direction::downgrade, d,
                       std::make_shared<body_memory>(1024 * 1024))
          .has_value();
    }
    p.scripts().load(down, d);
    return true;
  } catch (const error&) {
    return !up.subject->file.empty();
  }
}

std::string with_differences(const std::string& sentence,
                             const std::vector<difference>& differences) {
  return fmt::format("{}:\n{}", sentence, trim(describe(differences)));
}

/// How a finding names its revision.
std::string named(const revision& r) {
  return fmt::format("Revision {}{}", printable(r.id),
                     r.file.empty() ? std::string() : " (" + printable(r.file) + ")");
}

/// One run of the test.
class revision_tester {
 public:
  revision_tester(const context& ctx, const test_request& request)
      : ctx_(ctx), request_(request), reader_(ctx, {}, request.scratch) {}

  task<test_report> run() {
    const clock::time_point start = clock::now();
    project_ = co_await reader_.revisions();
    co_await reader_.scratch().open();
    check_heads();
    plan_steps();
    std::size_t next = 0;
    do {
      std::function<task<std::size_t>(database&)> work = [this, next](database& on) {
        return test_on(on, next);
      };
      next = co_await reader_.scratch().with_database(std::move(work));
    } while (next < steps_.size());
    if (last_) co_await compare_target();
    report_.taken = since(start);
    co_return std::move(report_);
  }

 private:
  const revision_map& map() const { return project_->map(); }

  void find(kind what, const std::string& revision, std::string sentence,
            std::vector<difference> differences = {}) {
    report_.findings.push_back({what, revision, std::move(sentence), std::move(differences)});
  }

  void check_heads() {
    const std::vector<node>& heads = map().real_heads();
    if (heads.size() < 2) return;
    find(kind::several_heads, "",
         fmt::format("There are {} heads, {}: a merge revision makes one of them.", heads.size(),
                     enumerate(map(), heads)));
  }

  /// What is applied without a test, and what is tested.
  void plan_steps() {
    std::vector<std::string> rows;
    if (!request_.from.empty()) {
      rows = make_plan(map(), rows, direction::upgrade, request_.from).rows_after;
    }
    steps_ = make_plan(map(), rows, direction::upgrade, "heads").steps;
    for (const step& each : steps_) {
      revision_test test;
      test.revision = each.subject->id;
      test.message = summary(*each.subject);
      report_.revisions.push_back(std::move(test));
    }
    if (!reader_.scratch().is_named()) {
      const plan all = make_plan(map(), {}, direction::upgrade, "heads");
      check_stays_in_database(*project_, all.steps, reader_.scratch().dialect());
    }
  }

  /// Runs to one revision; what keeps it from getting there is in the outcome.
  task<run_outcome> move(database& on, direction way, std::string target) {
    run_request wanted;
    wanted.goal = move_to{way, std::move(target)};
    wanted.on_empty_database = std::exchange(is_empty_, false);
    return fz::run(on, *project_, std::move(wanted), nobody_);
  }

  task<database_schema> look(database& on) {
    const pooled_connection connection = co_await on.connect(access::change);
    co_return co_await reader_.reflect(*connection, reflections::repeated);
  }

  /// To where the step with that number begins; false if that failed.
  task<bool> prepare(database& on, std::size_t first) {
    std::vector<std::string> targets;
    if (!request_.from.empty()) targets.push_back(request_.from);
    for (std::size_t i = 0; i < first; ++i) targets.push_back(steps_[i].subject->id);
    for (const std::string& target : targets) {
      const run_outcome ended = co_await move(on, direction::upgrade, target);
      if (!ended.failure) continue;
      find(kind::upgrade_failed, ended.failure->revision, sentence_of(ended.failure->what));
      co_return false;
    }
    co_return true;
  }

  /// Gives the number of the step from which to continue on another database.
  task<std::size_t> test_on(database& on, std::size_t first) {
    is_empty_ = true;
    if (!co_await prepare(on, first)) co_return steps_.size();
    last_ = co_await look(on);
    for (std::size_t i = first; i < steps_.size(); ++i) {
      const bool goes_on = co_await test(on, i);
      if (request_.tested) request_.tested(report_.revisions[i]);
      if (!last_) co_return steps_.size();
      if (!goes_on) co_return i + 1;
    }
    co_return steps_.size();
  }

  /// One revision. True if the next one can be tested on the same database; without `last_` none
  /// can be tested.
  task<bool> test(database& on, std::size_t number) {
    const step& up = steps_[number];
    revision_test& test = report_.revisions[number];
    const database_schema before = std::move(*last_);
    last_.reset();
    test.ended = result::failed;
    if (!co_await upgrade(on, up, test.upgrade, kind::upgrade_failed)) co_return false;
    database_schema after = co_await look(on);
    last_ = after;
    if (!is_reversible(*project_, up, on.dialect())) {
      test.ended = result::not_reversible;
      ++report_.not_reversible;
      co_return true;
    }
    const std::size_t findings = report_.findings.size();
    const bool goes_on = co_await go_down_and_up(on, up, test, before, after);
    if (report_.findings.size() == findings) test.ended = result::passed;
    co_return goes_on;
  }

  task<bool> upgrade(database& on, const step& up, std::optional<std::chrono::microseconds>& taken,
                     kind otherwise) {
    const clock::time_point start = clock::now();
    const run_outcome ended = co_await move(on, direction::upgrade, up.subject->id);
    taken = since(start);
    if (!ended.failure) co_return true;
    const std::string what = otherwise == kind::upgrade_failed
                                 ? "cannot be applied"
                                 : "cannot be applied again after its downgrade";
    find(otherwise, up.subject->id,
         fmt::format("{} {}: {}", named(*up.subject), what, sentence_of(ended.failure->what)));
    co_return false;
  }

  task<bool> go_down_and_up(database& on, const step& up, revision_test& test,
                            const database_schema& before, const database_schema& after) {
    const clock::time_point start = clock::now();
    std::string below = up.subject->id + "@-1";
    const run_outcome ended = co_await move(on, direction::downgrade, std::move(below));
    test.downgrade = since(start);
    if (ended.failure) {
      find(kind::downgrade_failed, up.subject->id,
           fmt::format("{} cannot be undone: {}", named(*up.subject),
                       sentence_of(ended.failure->what)));
      co_return ended.failure->fate == step_fate::rolled_back;
    }
    const database_schema undone = co_await look(on);
    auto traces = co_await reader_.differences(before, undone);
    const bool left_traces = !traces.empty();
    if (left_traces) find_traces(*up.subject, std::move(traces));
    if (!co_await upgrade(on, up, test.upgrade_again, kind::second_upgrade_failed)) {
      co_return false;
    }
    co_return co_await is_the_same_again(on, up, after, left_traces);
  }

  void find_traces(const revision& r, std::vector<difference> traces) {
    std::string sentence = with_differences(
        fmt::format("{} is not undone completely by its downgrade (+ is left over, - is missing)",
                    named(r)),
        traces);
    find(kind::leaves_traces, r.id, std::move(sentence), std::move(traces));
  }

  /// A difference that a trace explains is not reported twice.
  task<bool> is_the_same_again(database& on, const step& up, const database_schema& after,
                               bool left_traces) {
    const database_schema again = co_await look(on);
    auto differs = co_await reader_.differences(after, again);
    if (differs.empty()) co_return true;
    if (left_traces) co_return false;
    std::string sentence = with_differences(
        fmt::format("{} leads to another schema when it is applied for the second time",
                    named(*up.subject)),
        differs);
    find(kind::second_upgrade_differs, up.subject->id, std::move(sentence), std::move(differs));
    co_return false;
  }

  task<> compare_target() {
    report_.compared_target = has_target(ctx_.config);
    if (!report_.compared_target) co_return;
    const schema_source target = wanted_schema(ctx_.config);
    const database_schema wanted = co_await reader_.read(target);
    auto differs = co_await reader_.differences(*last_, wanted);
    if (differs.empty()) co_return;
    std::string sentence = with_differences(
        fmt::format("The revisions do not lead to the target, {} (+ is only in the target, - is "
                    "only in what the revisions lead to)",
                    to_string(target)),
        differs);
    find(kind::target, "", std::move(sentence), std::move(differs));
  }

  const context& ctx_;
  const test_request& request_;
  schema_reader reader_;
  run_observer nobody_;
  const project* project_ = nullptr;
  std::vector<step> steps_;
  bool is_empty_ = true;                 ///< the database: nothing has run there
  std::optional<database_schema> last_;  ///< nothing: a revision could not be applied
  test_report report_;
};

}  // namespace

task<test_report> test_revisions(const context& ctx, test_request request) {
  revision_tester all(ctx, request);
  co_return co_await all.run();
}

}  // namespace fz::command
