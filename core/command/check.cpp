#include "core/command/check.hpp"

#include "core/async/offload.hpp"
#include "core/command/changed_files.hpp"
#include "core/ledger/journal.hpp"
#include "core/revision/plan.hpp"
#include "core/revision/version_rows.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace fz::command {
namespace {

/// "a, b and c"; of a long list the first ones.
std::string some(std::vector<std::string> names) {
  constexpr std::size_t shown = 10;
  if (names.size() > shown + 1) {
    const std::size_t left = names.size() - shown;
    names.resize(shown);
    names.push_back(fmt::format("{} more", left));
  }
  return printable(enumerate(names));
}

std::optional<finding> find_unknown(const std::vector<std::string>& rows,
                                    const std::string& version_table) {
  if (rows.empty()) return std::nullopt;
  std::vector<std::string> sentences;
  sentences.reserve(rows.size());
  for (const std::string& row : rows) {
    sentences.emplace_back(unknown_row(row, version_table).what());
  }
  return finding{finding::kind::unknown_row,
                 rows,
                 join(sentences, "\n"),
                 {remedy::action::correct_version_table}};
}

std::optional<finding> find_half_way(const std::optional<journal_entry>& entry) {
  if (!entry || !entry->has_statements()) return std::nullopt;
  std::string sentence = fmt::format(
      "The {} of revision {} was stopped half-way, outside of a transaction: {} carried "
      "out. Unless a run is working on it now, it must be finished.",
      printable(entry->direction), printable(entry->revision),
      counted(static_cast<std::size_t>(entry->done), "statement"));
  return finding{finding::kind::half_way,
                 {entry->revision},
                 std::move(sentence),
                 {remedy::action::finish_revision}};
}

std::optional<finding> find_pending(const revision_map& map, node_set applied) {
  applied.flip();
  std::vector<std::string> pending = ids(map, run_order(map, applied));
  if (pending.empty()) return std::nullopt;
  std::string sentence = fmt::format(
      "Target database is not up to date: {} pending, {}.",
      counted(pending.size(), "revision") + (pending.size() == 1 ? " is" : " are"), some(pending));
  const std::string target = map.real_heads().size() == 1 ? "head" : "heads";
  return finding{finding::kind::pending,
                 std::move(pending),
                 std::move(sentence),
                 {remedy::action::apply_revisions, {target}}};
}

std::optional<finding> find_changed(const revision_map& map, const std::vector<node>& changed) {
  if (changed.empty()) return std::nullopt;
  std::vector<std::string> sentences;
  sentences.reserve(changed.size() + 1);
  for (const node n : changed) {
    sentences.push_back(fmt::format("{} has changed since revision {} was applied.",
                                    printable(map[n].file), printable(map[n].id)));
  }
  sentences.emplace_back(
      "What was applied stays as it is in the database: put the file back as it was, and make the "
      "change in a new revision.");
  return finding{finding::kind::changed_file, ids(map, changed), join(sentences, "\n")};
}

task<std::vector<finding>> find_broken(const context& ctx, const project& p,
                                       const node_set& applied, dialect d) {
  auto check = [&] { return check_bodies(p.scripts(), applied, d); };
  const std::vector<error> mistakes = co_await offload(ctx.pool, check);
  std::vector<finding> found;
  for (const error& mistake : mistakes) {
    found.push_back({finding::kind::broken_file, {}, mistake.what(), mistake.remedy()});
  }
  co_return found;
}

void add(check_report& report, std::optional<finding> found) {
  if (found) report.findings.push_back(std::move(*found));
}

}  // namespace

task<check_report> check(const context& ctx) {
  const project p = co_await read_project(ctx);
  const revision_map& map = p.map();
  const connected_database session = co_await connect_to_look(ctx);
  const version_table table = configured_version_table(ctx.config);
  const auto rows = co_await table.read(*session.connection);

  check_report report;
  report.rows = rows.value_or(std::vector<std::string>());
  std::vector<std::string> known;
  std::vector<std::string> unknown;
  std::partition_copy(report.rows.begin(), report.rows.end(), std::back_inserter(known),
                      std::back_inserter(unknown),
                      [&](const std::string& row) { return map.find(row).has_value(); });
  const version_rows versions(map, known, table.name());
  add(report, find_unknown(unknown, table.name()));
  const journal notes(table, session.connection->dialect());
  const std::optional<journal_entry> entry = co_await notes.read(*session.connection);
  add(report, find_half_way(entry));
  std::optional<finding> pending = find_pending(map, versions.applied());
  if (pending && !unknown.empty()) pending->remedy = {};  // first the unknown rows
  add(report, std::move(pending));
  const std::vector<node> changed =
      co_await changed_files(ctx, *session.connection, map, versions.applied());
  add(report, find_changed(map, changed));
  const dialect d = session.connection->dialect();
  std::vector<finding> broken = co_await find_broken(ctx, p, versions.applied(), d);
  std::move(broken.begin(), broken.end(), std::back_inserter(report.findings));
  report.compared_files = configured_audit_table(ctx.config).has_value();
  co_return report;
}

}  // namespace fz::command
