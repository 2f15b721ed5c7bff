#include "core/command/fleet_look.hpp"

#include "core/async/both.hpp"
#include "core/autogenerate/compare.hpp"
#include "core/command/fleet_context.hpp"
#include "core/database/postgresql/reflection/reflect.hpp"
#include "core/database/sqlite/reflection/read_catalog.hpp"
#include "core/fleet/run_fleet.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// The schemas that were seen, each once.
class seen_schemas {
 public:
  std::string add(database_schema&& schema) {
    std::string print = fingerprint_of(schema);
    schemas_.try_emplace(print, std::move(schema));
    return print;
  }

  const database_schema& operator[](const std::string& print) const { return schemas_.at(print); }

 private:
  static std::string fingerprint_of(const database_schema& schema);

  std::map<std::string, database_schema> schemas_;
};

std::string seen_schemas::fingerprint_of(const database_schema& schema) {
  sha256_hash hash;
  const std::string_view end("\0", 1);
  for (const schema_object& each : schema.objects()) {
    hash.update(to_string(each.key));
    for (const auto& [name, text] : each.attributes) {
      hash.update(end);
      hash.update(name);
      hash.update(end);
      hash.update(text);
    }
    hash.update("\n");
  }
  return hash.digest();
}

std::vector<std::string> own_tables(const alembic_config& config) {
  const std::string& table = config.version_table;
  std::vector<std::string> tables = {table, table + "_journal", table + "_lock"};
  if (!config.audit_table.empty()) tables.push_back(config.audit_table);
  return tables;
}

task<database_schema> reflect(const config& settings, connection& from) {
  std::vector<std::string> own = own_tables(settings.alembic);
  if (from.dialect() == dialect::sqlite) {
    co_return co_await sqlite::reflect(from, std::move(own));
  }
  std::vector<postgresql::table_name> left_out;
  for (const std::string& table : own) {
    left_out.push_back({settings.alembic.version_table_schema, table});
  }
  co_return co_await postgresql::reflect(from, std::move(left_out));
}

/// Reads where targets stand, against the revisions of a project.
class position_reader {
 public:
  position_reader(const context& ctx, const project& p, bool compares_schemas)
      : ctx_(ctx), project_(p), compares_(compares_schemas) {}

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
      if (compares_ && target.schema.empty()) {
        found.fingerprint = schemas_.add(co_await reflect(ctx_.config, *connection));
      }
    }
    judge(found);
  }

  const seen_schemas& schemas() const noexcept { return schemas_; }

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
  bool compares_;
  seen_schemas schemas_;
  std::map<std::vector<std::string>, verdict> verdicts_;
};

using groups_by_print = std::map<std::string, std::vector<std::size_t>>;

/// The groups of targets with the same rows: first the one that most are in.
void add_groups(const std::vector<std::string>& rows, const groups_by_print& by_print,
                const seen_schemas& schemas, std::vector<drift_group>& to) {
  const auto usual = std::max_element(
      by_print.begin(), by_print.end(),
      [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
  to.push_back({rows, usual->second});
  for (auto it = by_print.begin(); it != by_print.end(); ++it) {
    if (it == usual) continue;
    to.push_back({rows, it->second, describe(compare(schemas[usual->first], schemas[it->first]))});
  }
}

std::vector<drift_group> groups_of(const fleet_positions& found, const seen_schemas& schemas) {
  std::map<std::vector<std::string>, groups_by_print> by_rows;
  for (std::size_t i = 0; i < found.targets.size(); ++i) {
    const target_position& each = found.positions[i];
    if (!each.fingerprint.empty()) by_rows[each.rows][each.fingerprint].push_back(i);
  }
  std::vector<drift_group> groups;
  for (const auto& [rows, by_print] : by_rows) add_groups(rows, by_print, schemas, groups);
  return groups;
}

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
  position_reader reader(ctx, p, options.compares_schemas);
  const look does = [&](std::size_t index, database& opened) {
    return reader.read(found.targets[index], opened, found.positions[index]);
  };
  const looking at{ctx, found.targets, does};
  found.summary = co_await look_at_all(at, options.pace, found.states, to);
  if (options.compares_schemas) found.groups = groups_of(found, reader.schemas());
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
