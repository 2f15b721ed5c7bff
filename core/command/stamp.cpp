#include "core/command/stamp.hpp"

#include "core/runtime/version_table.hpp"

#include <iterator>

namespace fz::command {
namespace {

/// Everything a stamp does, for a version table that holds exactly these rows.
batch stamp_batch(const plan& p, const version_table& table, dialect d) {
  batch whole;
  whole.preparation.push_back(table.creation());
  whole.expected = table.unchanged(p.rows_before);
  for (const step& s : p.steps) {
    std::vector<batch::change> changes = table.changes(s.changes, d);
    whole.changes.insert(whole.changes.end(), std::make_move_iterator(changes.begin()),
                         std::make_move_iterator(changes.end()));
  }
  return whole;
}

void announce(const plan& p, reporter& to) {
  for (const step& s : p.steps) to.log(log_level::info, "runtime", "Running " + to_string(s));
}

}  // namespace

task<stamp_report> stamp(const environment& env, stamp_options options) {
  const migrations scripts = co_await read_migrations(env);
  const database_session session = co_await connect(env, access::change);
  const version_table table = configured_version_table(env);
  stamp_report report;
  for (;;) {  // again if another runner was faster
    const auto rows = co_await table.read(*session.connection);
    const plan p = make_stamp_plan(scripts.map(), rows.value_or(std::vector<std::string>()),
                                   options.targets, options.rows_first, table.name());
    batch whole = stamp_batch(p, table, session.connection->dialect());
    const batch_result result = co_await session.connection->execute(std::move(whole));
    if (!result.done) continue;
    announce(p, env.reporter);
    report.rows_before = p.rows_before;
    report.rows_after = p.rows_after;
    co_return report;
  }
}

task<> ensure_version(const environment& env) {
  const database_session session = co_await connect(env, access::change);
  const version_table table = configured_version_table(env);
  batch creation;
  creation.preparation.push_back(table.creation());
  co_await session.connection->execute(std::move(creation));
}

}  // namespace fz::command
