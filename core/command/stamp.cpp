#include "core/command/stamp.hpp"

#include "core/async/offload.hpp"
#include "core/ledger/audit_table.hpp"
#include "core/ledger/journal.hpp"
#include "core/ledger/version_table.hpp"
#include "core/runtime/step_bodies.hpp"

#include <chrono>
#include <cstddef>
#include <iterator>

namespace fz::command {
namespace {

/// Adds the rows of the audit trail.
void record(batch& whole, const plan& p, const std::vector<step_body>& bodies,
            const audit_table& history, dialect d) {
  for (std::size_t i = 0; i < p.steps.size(); ++i) {
    const audit_entry entry = entry_of(p.steps[i], bodies[i].sha256);
    whole.changes.push_back(history.ended(entry, std::chrono::milliseconds(0), d));
  }
}

/// Everything a stamp does, for a version table that holds exactly these rows.
batch stamp_batch(const plan& p, const version_table& table, bool exists, dialect d) {
  batch whole;
  if (!exists) whole.preparation.push_back(table.creation());
  whole.expected = table.unchanged(p.rows_before, d);
  for (const step& s : p.steps) {
    std::vector<batch::change> changes = table.changes(s.changes, d);
    whole.changes.insert(whole.changes.end(), std::make_move_iterator(changes.begin()),
                         std::make_move_iterator(changes.end()));
  }
  return whole;
}

task<bool> has_entry(const journal& notes, connection& c) {
  const auto entry = co_await notes.read(c);
  co_return entry.has_value();
}

void announce(const plan& p, reporter& to) {
  for (const step& s : p.steps) to.log(log_level::info, "runtime", "Running " + to_string(s));
}

}  // namespace

task<stamp_report> stamp(const environment& env, stamp_options options) {
  const migrations scripts = co_await read_migrations(env);
  const database_session session = co_await connect(env, access::change);
  const version_table table = configured_version_table(env);
  const auto history = configured_audit_table(env);
  stamp_report report;
  for (;;) {  // again if another runner was faster
    const auto rows = co_await table.read(*session.connection);
    const plan p = make_stamp_plan(scripts.map(), rows.value_or(std::vector<std::string>()),
                                   options.targets, options.rows_first, table.name());
    const dialect d = session.connection->dialect();
    batch whole = stamp_batch(p, table, rows.has_value(), d);
    if (history && !p.steps.empty()) {
      const bool exists = co_await history->exists(*session.connection);
      if (!exists) whole.preparation.push_back(history->creation(d));
      const auto read = [&] { return stamp_bodies(scripts, p); };
      const std::vector<step_body> bodies = co_await offload(env.pool, read);
      record(whole, p, bodies, *history, d);
    }
    // Who says where the database stands also says what became of a step that was half-way.
    const journal notes(table, d);
    const bool is_half_way = co_await has_entry(notes, *session.connection);
    if (is_half_way) whole.script = script_of({notes.removal()});
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
  const auto rows = co_await table.read(*session.connection);
  if (rows) co_return;
  batch creation;
  creation.preparation.push_back(table.creation());
  co_await session.connection->execute(std::move(creation));
}

}  // namespace fz::command
