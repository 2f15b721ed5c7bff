#include "core/command/adopt.hpp"

#include "core/command/stamp.hpp"
#include "core/importer/existing_revisions.hpp"
#include "core/importer/read_old_table.hpp"
#include "core/revision/version_rows.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

using importer::tool;

std::string names_of(const std::vector<tool>& tools) {
  std::vector<std::string> names;
  for (const tool each : tools) names.emplace_back(to_string(each));
  return enumerate(names);
}

/// The tool whose table is in the database.
task<tool> find_tool(connection& c, std::filesystem::path file) {
  const std::vector<tool> found = co_await importer::find_old_tables(c, std::move(file));
  if (found.empty()) {
    throw error(error_kind::check, "The database has no table of another migration tool.");
  }
  if (found.size() > 1) {
    throw error(error_kind::usage,
                fmt::format("The database has tables of {}; say which counts.", names_of(found)));
  }
  co_return found.front();
}

/// Revisions with their origins.
std::vector<importer::existing_revision> origins_of(const context& ctx) {
  return importer::read_destination(ctx.config.alembic).revisions;
}

void refuse_problems(const importer::adoption& plan, const std::string& table) {
  if (plan.problems.empty()) return;
  throw error(error_kind::check,
              fmt::format("{}\nThe database was not taken over from {}; nothing was changed.",
                          join(plan.problems, "\n"), table));
}

/// True if the version table says it already.
bool is_adopted(const std::vector<std::string>& rows, std::vector<std::string> heads) {
  if (rows.empty()) return false;
  std::sort(heads.begin(), heads.end());
  if (rows == heads) return true;
  throw error(error_kind::check,
              fmt::format("The version table has {} already, the other tool's table says {}; "
                          "nothing was changed.",
                          enumerate(rows), heads.empty() ? "base" : enumerate(heads)));
}

/// Names the tables that may be meant.
error no_table(tool from, const std::string& wanted, const std::vector<std::string>& alike) {
  const std::string table = wanted.empty() ? std::string(usual_table_of(from)) : wanted;
  std::string sentence =
      from == tool::sqitch
          ? fmt::format("The database has no registry {} of sqitch.", quote(table))
          : fmt::format("The database has no table {} of {}.", quote(table), to_string(from));
  if (!alike.empty()) {
    sentence += fmt::format(" {} {} the columns of one; name the table if it has another name.",
                            enumerate(alike), alike.size() == 1 ? "has" : "have");
  }
  return error(error_kind::check, sentence);
}

task<importer::old_state> read_state(const context& ctx, connection& c, adopt_options options,
                                     tool from) {
  importer::old_table_request wanted{from, options.table, fz::configured_database(ctx.config).path};
  std::optional<importer::old_state> found =
      co_await importer::read_old_table(c, std::move(wanted));
  if (found) co_return std::move(*found);
  const std::vector<std::string> alike = co_await importer::find_tables_like(c, from);
  throw no_table(from, options.table, alike);
}

/// Alembic's own table says already what is applied.
adopt_report report_on_alembic(const revision_map& map,
                               const std::optional<std::vector<std::string>>& rows,
                               const std::string& table) {
  if (!rows) throw no_table(tool::alembic, table, {});
  adopt_report report;
  report.from = tool::alembic;
  report.table = table;
  report.adoption.heads = *rows;
  std::vector<node> tips;
  for (const std::string& row : *rows) {
    const auto found = map.find(row);
    if (!found) throw unknown_row(row, table);
    tips.push_back(*found);
  }
  const node_set applied = map.ancestors(tips, edges::all);
  for (node n = 0; n < map.size(); ++n) {
    (applied[n] ? report.adoption.applied : report.adoption.pending).push_back(map[n].id);
  }
  return report;
}

void refuse_to_drop(const importer::adoption& plan, const std::string& table) {
  if (!plan.has_other_projects) return;
  throw error(error_kind::check,
              fmt::format("{}\n{} is not removed while it belongs to other projects too; nothing "
                          "was changed.",
                          join(plan.notes, "\n"), table));
}

task<> drop_old_table(const context& ctx, std::string removal) {
  const connected_database connected = co_await connect(ctx, access::change);
  statement drop(std::move(removal));
  co_await connected.connection->execute(std::move(drop));
}

}  // namespace

task<adopt_report> adopt(const context& ctx, adopt_options options, run_observer& to) {
  adopt_report report;
  const std::vector<importer::existing_revision> origins = origins_of(ctx);
  std::string removal;
  bool is_done = false;
  {
    const opened_project opened = co_await open_project(ctx);
    connection& c = *opened.connected.connection;
    const tool from = options.from
                          ? *options.from
                          : co_await find_tool(c, fz::configured_database(ctx.config).path);
    if (from == tool::alembic) {
      if (options.drop_old_table) {
        throw error(error_kind::usage, "Alembic's version table is used as it is; it stays.");
      }
      const auto rows = co_await configured_version_table(ctx.config).read(c);
      co_return report_on_alembic(opened.project.map(), rows, ctx.config.alembic.version_table);
    }
    const importer::old_state state = co_await read_state(ctx, c, options, from);
    report.from = state.from;
    report.table = state.table;
    report.adoption = importer::plan_adoption(state, opened.project.map(), origins);
    refuse_problems(report.adoption, state.table);
    if (options.drop_old_table) refuse_to_drop(report.adoption, state.table);
    const auto rows = co_await configured_version_table(ctx.config).read(c);
    is_done = is_adopted(rows.value_or(std::vector<std::string>()), report.adoption.heads);
    removal = importer::removal_of(state, c.dialect());
  }
  if (options.dry_run) co_return report;
  if (!is_done && !report.adoption.heads.empty()) {
    stamp_options wanted{report.adoption.heads};
    const run_outcome ended = co_await stamp(ctx, std::move(wanted), to);
    if (ended.failure) std::rethrow_exception(ended.failure->what);
    report.is_stamped = true;
  }
  if (options.drop_old_table && !removal.empty()) {
    co_await drop_old_table(ctx, std::move(removal));
    report.is_dropped = true;
  }
  co_return report;
}

}  // namespace fz::command
