#include "core/command/accept.hpp"

#include "core/async/offload.hpp"
#include "core/ledger/ledger.hpp"
#include "core/revision/resolve.hpp"
#include "core/revision/version_rows.hpp"
#include "core/script/body_file.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>

namespace fz::command {
namespace {

/// An applied revision and what its file is now.
struct file_state {
  std::string revision;
  std::string sha256;
};

error not_finished(const journal_entry& entry) {
  return error(error_kind::revision, in_words(entry) + ". It must be finished first.",
               {remedy::action::finish_revision});
}

/// The revisions that are meant, each once. Throws if one of them cannot be accepted.
std::vector<node> applied_files(const revision_map& map,
                                const std::vector<std::string>& identifiers,
                                const node_set& applied) {
  std::vector<node> meant;
  for (const std::string& text : identifiers) {
    for (const node n : resolve(map, parse_identifier(text))) {
      const std::string id = printable(map[n].id);
      if (!applied[n]) {
        throw error(error_kind::revision,
                    fmt::format("Revision {} is not applied: its file may change.", id));
      }
      if (map[n].file.empty()) {
        throw error(error_kind::revision,
                    fmt::format("Revision {} is written in code and has no file.", id));
      }
      if (std::find(meant.begin(), meant.end(), n) == meant.end()) meant.push_back(n);
    }
  }
  return meant;
}

std::vector<file_state> states_of(const revision_map& map, const std::vector<node>& nodes) {
  std::vector<file_state> states;
  for (const node n : nodes) states.push_back({map[n].id, digest_of_file(map[n].file)});
  return states;
}

task<> record(connection& c, const ledger& tables, const ledger_state& found,
              const std::vector<file_state>& files) {
  batch b;
  const dialect d = c.dialect();
  if (!found.has_audit_table) b.preparation.push_back(tables.audit()->creation(d));
  b.expected = tables.versions().unchanged(found.versions(), d);
  for (const file_state& each : files) {
    const audit_entry entry{each.revision, "accept", each.sha256};
    b.changes.push_back(tables.audit()->ended(entry, std::chrono::milliseconds(0), d));
  }
  const batch_result done = co_await c.execute(std::move(b));
  if (!done.done) {
    throw error(error_kind::revision, "Another run has changed the version table meanwhile.");
  }
}

}  // namespace

task<accept_report> accept(const context& ctx, std::vector<std::string> identifiers) {
  if (!configured_audit_table(ctx.config)) {
    throw error(error_kind::config,
                "No audit trail is kept, so nothing is known of the files that were applied: "
                "audit_table in alembic.toml names the table for it.");
  }
  const project p = co_await read_project(ctx);
  const connected_database on = co_await connect(ctx, access::existing);
  connection& c = *on.connection;
  const ledger tables = p.ledger_for(c.dialect());
  const ledger_state found = co_await tables.read(c);
  if (found.unfinished && found.unfinished->has_statements()) throw not_finished(*found.unfinished);
  const version_rows versions(p.map(), found.versions(), tables.versions().name());
  const std::vector<node> meant = applied_files(p.map(), identifiers, versions.applied());
  const auto read = [&] { return states_of(p.map(), meant); };
  const std::vector<file_state> states = co_await offload(ctx.pool, read);
  const std::map<std::string, std::string> known = co_await tables.audit()->digests(c);

  accept_report report;
  std::vector<file_state> changed;
  for (const file_state& each : states) {
    const auto recorded = known.find(each.revision);
    const bool is_same = recorded != known.end() && recorded->second == each.sha256;
    (is_same ? report.unchanged : report.accepted).push_back(each.revision);
    if (!is_same) changed.push_back(each);
  }
  if (!changed.empty()) co_await record(c, tables, found, changed);
  co_return report;
}

}  // namespace fz::command
