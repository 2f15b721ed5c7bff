#include "core/command/fleet_look.hpp"

#include "core/async/both.hpp"
#include "core/command/fleet_context.hpp"
#include "core/command/fleet_drift.hpp"
#include "core/fleet/run_fleet.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace fz::command {
namespace {

using look = std::function<task<>(std::size_t target, database& opened)>;

/// What all looks over a fleet have in common. All that it refers to must outlive it.
struct looking {
  const context& ctx;
  const std::vector<fleet_target>& targets;
  const look& does;
};

task<visit_end> look_at(const looking& at, std::size_t index) {
  std::unique_ptr<database> opened =
      open_target(at.targets[index], at.ctx.config, at.ctx.pool, at.ctx.reporter);
  const dialect d = opened->dialect();
  outcome<void> ended;
  co_await ended.capture(at.does(index, *opened));
  const visit_end end = ended.failure() ? end_of(ended.failure(), d) : visit_end();
  outcome<void> closed;
  if (end.what != visit_end::kind::interrupted) {
    co_await closed.capture(close(std::move(opened), at.ctx.pool));
  }
  co_return end;
}

task<visit_summary> look_at_all(const looking& at, fleet_pace pace,
                                std::vector<target_state>& states, visit_observer& to) {
  visit_options options;
  options.waves = plan_waves(at.targets, "", "");
  options.jobs = pace.jobs.value_or(usual_jobs);
  options.jobs_per_server = pace.jobs_per_server.value_or(options.jobs);
  options.connect_retries = pace.connect_retries.value_or(0);
  options.busy_patience = at.ctx.config.alembic.lock_timeout;
  options.room_for = [&at](std::size_t index) {
    return room_on_server(at.targets[index], at.ctx.config, at.ctx.pool, at.ctx.reporter);
  };
  const target_work work = [&at](std::size_t index) { return look_at(at, index); };
  co_return co_await visit(at.targets, states, options, work, to);
}

/// Reads where targets stand, against the revisions of a project.
class position_reader {
 public:
  /// `drift`: nullptr: schemas are not read.
  position_reader(const context& ctx, const project& p, fleet_drift* drift)
      : ctx_(ctx), project_(p), drift_(drift) {}

  task<> read(const fleet_target& target, database& opened, target_position& found) {
    outcome<pooled_connection> connected;
    co_await connected.capture(opened.connect(access::look));
    if (is_missing_database(connected.failure())) {
      found.exists = false;
    } else {
      const pooled_connection connection = connected.take();
      const ledger tables = project_.ledger_for(opened.dialect(), target.schema);
      const ledger_state state = co_await tables.read(*connection);
      found.has_version_table = state.rows.has_value();
      found.rows = state.versions();
      found.is_half_way = state.unfinished && state.unfinished->has_statements();
      if (drift_ != nullptr && target.schema.empty() && !found.is_half_way) {
        found.fingerprint = co_await drift_->read(*connection);
      }
    }
    judge(found);
  }

 private:
  struct verdict {
    std::size_t pending = 0;
    std::string problem;
  };

  void judge(target_position& found) {
    const auto [known, is_new] = verdicts_.try_emplace(found.rows);
    if (is_new) {
      try {
        const std::string& table = ctx_.config.alembic.version_table;
        known->second.pending =
            make_plan(project_.map(), found.rows, direction::upgrade, "heads", table).steps.size();
      } catch (const error& e) {
        known->second.problem = e.what();
      }
    }
    found.pending = known->second.pending;
    found.problem = known->second.problem;
  }

  const context& ctx_;
  const project& project_;
  fleet_drift* drift_;
  std::map<std::vector<std::string>, verdict> verdicts_;
};

}  // namespace

task<std::vector<fleet_target>> list_targets(const context& ctx, fleet_selection which) {
  return find_targets(std::move(which), ctx.config, ctx.pool, ctx.reporter);
}

task<fleet_positions> look_at_fleet(const context& given, fleet_look_options options,
                                    visit_observer& to) {
  thread_pool pool(threads_for(options.pace.jobs.value_or(usual_jobs)));
  const context ctx = fleet_context(given, pool);
  task<std::vector<fleet_target>> finding =
      find_targets(options.which, given.config, pool, given.reporter);
  auto [p, targets] = co_await both(read_project(ctx), std::move(finding));
  fleet_positions found;
  found.targets = std::move(targets);
  found.states.resize(found.targets.size());
  found.positions.resize(found.targets.size());
  fleet_drift drift(ctx, options.scratch);
  position_reader reader(ctx, p, options.compares_schemas ? &drift : nullptr);
  const look does = [&](std::size_t index, database& opened) {
    return reader.read(found.targets[index], opened, found.positions[index]);
  };
  const looking at{ctx, found.targets, does};
  found.summary = co_await look_at_all(at, options.pace, found.states, to);
  const bool compares = options.compares_schemas && !found.summary.interrupted;
  if (compares) found.groups = co_await drift.groups(found);
  co_return found;
}

task<fleet_answers> ask_fleet(const context& given, fleet_look_options options, std::string sql,
                              visit_observer& to) {
  thread_pool pool(threads_for(options.pace.jobs.value_or(usual_jobs)));
  const context ctx = fleet_context(given, pool);
  fleet_answers answers;
  answers.targets = co_await find_targets(options.which, given.config, pool, given.reporter);
  answers.states.resize(answers.targets.size());
  answers.rows.resize(answers.targets.size());
  const look does = [&](std::size_t index, database& opened) -> task<> {
    const source_position start{"", 0, 0};
    if (split_statements(sql, opened.dialect(), start).size() != 1) {
      throw error(error_kind::usage, "Expected one query.");
    }
    const pooled_connection connection = co_await opened.connect(access::look);
    std::string asked = sql;
    answers.rows[index] = co_await connection->query(std::move(asked));
  };
  const looking at{ctx, answers.targets, does};
  answers.summary = co_await look_at_all(at, options.pace, answers.states, to);
  co_return answers;
}

}  // namespace fz::command
