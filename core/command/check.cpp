#include "core/command/check.hpp"

#include "core/async/gather.hpp"
#include "core/async/offload.hpp"
#include "core/command/changed_files.hpp"
#include "core/command/schema_reader.hpp"
#include "core/ledger/ledger.hpp"
#include "core/revision/plan.hpp"
#include "core/revision/version_rows.hpp"
#include "core/runtime/step_bodies.hpp"
#include "core/script/open_todos.hpp"
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
  std::string sentence =
      in_words(*entry) + ". Unless a run is working on it now, it must be finished.";
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
      "The database keeps what was applied: restore the file, and make the change in a new "
      "revision.");
  return finding{finding::kind::changed_file,
                 ids(map, changed),
                 join(sentences, "\n"),
                 {remedy::action::accept_files, ids(map, changed)}};
}

/// What is wrong with the SQL of the files and is not in `told`.
task<std::vector<finding>> find_mistakes(const context& ctx, const project& p,
                                         const node_set& applied, dialect d,
                                         const std::string& told) {
  auto check = [&] { return check_bodies(p.scripts(), applied, d); };
  const std::vector<error> mistakes = co_await offload(ctx.pool, check);
  std::vector<finding> found;
  for (const error& mistake : mistakes) {
    std::vector<std::string> lines;
    for (const std::string_view line : split(mistake.what(), '\n')) {
      if (told.find(line) == std::string::npos) lines.emplace_back(line);
    }
    if (lines.empty()) continue;
    found.push_back({finding::kind::broken_file, {}, join(lines, "\n"), mistake.remedy()});
  }
  co_return found;
}

task<std::optional<finding>> find_todos(const context& ctx, const revision_map& map, dialect d) {
  std::vector<std::string> revisions;
  std::vector<std::string> sentences;
  auto look = [&] {
    for (node n = 0; n < map.size(); ++n) {
      if (map[n].file.empty()) continue;
      try {
        const std::vector<open_todo> todos = open_todos(map[n].file, d);
        if (!todos.empty()) revisions.push_back(map[n].id);
        for (const open_todo& each : todos) sentences.emplace_back(refusal(each).what());
      } catch (const error&) {  // find_mistakes() reports it
      }
    }
  };
  co_await offload(ctx.pool, look);
  if (revisions.empty()) co_return std::nullopt;
  co_return finding{finding::kind::open_todo, std::move(revisions), join(sentences, "\n")};
}

void add(check_report& report, std::optional<finding> found) {
  if (found) report.findings.push_back(std::move(*found));
}

bool has(const check_report& report, finding::kind what) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [what](const finding& each) { return each.what == what; });
}

/// Rows of the version table: those that a revision declares, and the others.
struct sorted_rows {
  std::vector<std::string> known;
  std::vector<std::string> unknown;
};

sorted_rows sort_rows(const std::vector<std::string>& rows, const revision_map& map) {
  sorted_rows sorted;
  std::partition_copy(rows.begin(), rows.end(), std::back_inserter(sorted.known),
                      std::back_inserter(sorted.unknown),
                      [&](const std::string& row) { return map.find(row).has_value(); });
  return sorted;
}

schema_source at_revisions(std::vector<std::string> ids) {
  schema_source source;
  source.what = schema_source::kind::revisions;
  source.revisions = std::move(ids);
  return source;
}

std::optional<finding> find_drift(std::vector<difference> differences,
                                  const std::vector<std::string>& rows) {
  if (differences.empty()) return std::nullopt;
  std::string sentence = fmt::format(
      "The database is not what its revisions lead to (+ is only in the database, - is only in "
      "what "
      "the revisions lead to):\n{}",
      trim(describe(differences)));
  return finding{finding::kind::drift, rows, std::move(sentence), {}, std::move(differences)};
}

std::optional<finding> find_missed_target(std::vector<difference> differences,
                                          const std::vector<std::string>& heads,
                                          const schema_source& target) {
  if (differences.empty()) return std::nullopt;
  std::string sentence = fmt::format(
      "The revisions do not lead to the target, {} (+ is only in the target, - is only in what the "
      "revisions lead to):\n{}",
      to_string(target), trim(describe(differences)));
  return finding{finding::kind::target, heads, std::move(sentence), {}, std::move(differences)};
}

/// One run of the check.
class checker {
 public:
  checker(const context& ctx, const check_request& request)
      : ctx_(ctx), request_(request), reader_(ctx, {}, request.scratch) {}

  task<check_report> run() {
    const project* p = co_await reader_.revisions();
    const std::vector<std::string> none;
    heads_ = make_plan(p->map(), none, direction::upgrade, "heads").rows_after;
    if (request_.revisions || request_.drift) co_await look_at_database(p->map());
    co_await compare_schemas();
    co_return std::move(report_);
  }

 private:
  task<> look_at_database(const revision_map& map) {
    connected_database opened = co_await connect_to_look(ctx_);
    database_.emplace(std::move(opened));
    connection& on = *database_->connection;
    const ledger tables(configured_version_table(ctx_.config), std::nullopt, on.dialect());
    const ledger_state found = co_await tables.read(on);
    report_.rows = found.versions();
    const std::string& version_table = tables.versions().name();
    const sorted_rows sorted = sort_rows(report_.rows, map);
    add(report_, find_unknown(sorted.unknown, version_table));
    add(report_, find_half_way(found.unfinished));
    if (request_.revisions) co_await check_revisions(map, sorted.known, version_table);
  }

  task<> check_revisions(const revision_map& map, std::vector<std::string> rows,
                         std::string table) {
    const version_rows versions(map, rows, table);
    std::optional<finding> pending = find_pending(map, versions.applied());
    if (pending && has(report_, finding::kind::unknown_row)) pending->remedy = {};
    add(report_, std::move(pending));
    const std::vector<node> changed =
        co_await changed_files(ctx_, *database_->connection, map, versions.applied());
    add(report_, find_changed(map, changed));
    const dialect d = database_->connection->dialect();
    std::optional<finding> todos = co_await find_todos(ctx_, map, d);
    const std::string told = todos ? todos->sentence : "";
    add(report_, std::move(todos));
    const project* p = co_await reader_.revisions();
    std::vector<finding> mistakes = co_await find_mistakes(ctx_, *p, versions.applied(), d, told);
    std::move(mistakes.begin(), mistakes.end(), std::back_inserter(report_.findings));
    report_.compared_files = configured_audit_table(ctx_.config).has_value();
  }

  bool can_compare_drift() {
    if (!request_.drift) return false;
    if (has(report_, finding::kind::unknown_row)) {
      report_.drift_not_compared = "the version table has a row that no revision declares";
    } else if (has(report_, finding::kind::half_way)) {
      report_.drift_not_compared = "a revision was stopped half-way";
    } else if (has(report_, finding::kind::broken_file)) {
      report_.drift_not_compared = "a revision file has mistakes";
    } else if (has(report_, finding::kind::open_todo)) {
      report_.drift_not_compared = "a revision has a line `-- fz:todo`";
    }
    return report_.drift_not_compared.empty();
  }

  task<> compare_schemas() {
    report_.compared_drift = can_compare_drift();
    const bool can_run =
        !has(report_, finding::kind::open_todo) && !has(report_, finding::kind::broken_file);
    report_.compared_target = request_.target && has_target(ctx_.config) && can_run;
    if (!report_.compared_drift && !report_.compared_target) co_return;
    outcome<void> compared;
    co_await compared.capture(read_and_compare());
    add(report_, find_broken(compared));
  }

  /// Throws every other failure.
  std::optional<finding> find_broken(outcome<void>& compared) {
    try {
      compared.take();
      return std::nullopt;
    } catch (const revision_failed& e) {
      report_.compared_drift = false;
      report_.compared_target = false;
      if (has(report_, finding::kind::broken_file)) return std::nullopt;
      return finding{finding::kind::broken, {e.revision()}, e.what()};
    }
  }

  /// Everything that is needed is read side by side.
  task<> read_and_compare() {
    co_await reader_.scratch().open();
    std::vector<task<database_schema>> reads;
    if (report_.compared_drift) {
      reads.push_back(reader_.reflect(*database_->connection, reflections::single));
      reads.push_back(reader_.read(at_revisions(report_.rows)));
    }
    const bool at_heads = report_.compared_drift && report_.rows == heads_;
    if (report_.compared_target) {
      reads.push_back(reader_.read(wanted_schema(ctx_.config)));
      if (!at_heads) reads.push_back(reader_.read(at_revisions(heads_)));
    }
    const schemas read = co_await gather(std::move(reads));
    for (const database_schema& each : read) add_rest(each);
    if (report_.compared_drift) {
      auto drift = co_await reader_.differences(read[1], read[0]);
      add(report_, find_drift(std::move(drift), report_.rows));
    }
    if (!report_.compared_target) co_return;
    const database_schema& target = read[report_.compared_drift ? 2 : 0];
    const database_schema& revisions = at_heads ? read[1] : read.back();
    auto missed = co_await reader_.differences(revisions, target);
    add(report_, find_missed_target(std::move(missed), heads_, wanted_schema(ctx_.config)));
  }

  void add_rest(const database_schema& schema) {
    for (const not_compared& each : schema.rest()) {
      auto& rest = report_.rest;
      if (std::find(rest.begin(), rest.end(), each) == rest.end()) rest.push_back(each);
    }
  }

  const context& ctx_;
  const check_request& request_;
  schema_reader reader_;
  std::vector<std::string> heads_;
  std::optional<connected_database> database_;
  check_report report_;
};

}  // namespace

task<check_report> check(const context& ctx, check_request request) {
  checker all(ctx, request);
  co_return co_await all.run();
}

}  // namespace fz::command
