#include "core/command/listing.hpp"

#include "core/command/changed_files.hpp"
#include "core/ledger/ledger.hpp"
#include "core/revision/history.hpp"
#include "core/revision/resolve.hpp"
#include "core/revision/version_rows.hpp"

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

/// Adds what the database says.
task<> look(const context& ctx, connection& c, revision_list& list) {
  const ledger tables(configured_version_table(ctx.config), std::nullopt, c.dialect());
  const ledger_state found = co_await tables.read(c);
  list.rows = found.versions();
  if (found.unfinished && found.unfinished->has_statements()) list.unfinished = found.unfinished;
}

task<> look(const context& ctx, revision_list& list) {
  const connected_database connected = co_await connect_to_look(ctx);
  co_await look(ctx, *connected.connection, list);
}

task<revision_list> list_revisions(const context& ctx) {
  project p = co_await read_project(ctx);
  revision_list list{std::move(p), {}, {}, {}};
  co_return list;
}

}  // namespace

bool revision_list::is_row(node n) const {
  return rows && std::binary_search(rows->begin(), rows->end(), map()[n].id);
}

task<revision_list> current(const context& ctx) {
  opened_project opened = co_await open_project(ctx);
  revision_list list{std::move(opened.project), {}, {}, {}};
  co_await look(ctx, *opened.connected.connection, list);
  list.revisions = all_current(list.map(), *list.rows, ctx.config.alembic.version_table);
  co_return list;
}

bool is_at_heads(const revision_list& current) {
  std::vector<std::string> wanted = ids(current.map(), current.map().real_heads());
  std::sort(wanted.begin(), wanted.end());
  return current.rows == wanted && !current.unfinished;
}

task<revision_list> history(const context& ctx, history_options options) {
  revision_list list = co_await list_revisions(ctx);
  if (options.indicate_current || is_relative_to_current(options.range)) {
    co_await look(ctx, list);
  }
  list.revisions =
      fz::history(list.map(), options.range, list.rows.value_or(std::vector<std::string>()),
                  ctx.config.alembic.version_table);
  co_return list;
}

task<revision_list> heads(const context& ctx, which_heads which) {
  revision_list list = co_await list_revisions(ctx);
  list.revisions = which == which_heads::all ? list.map().heads() : list.map().real_heads();
  co_return list;
}

task<revision_list> divergence(const context& ctx) {
  revision_list list = co_await list_revisions(ctx);
  list.revisions = fz::divergence(list.map());
  co_return list;
}

task<revision_list> branches(const context& ctx) {
  revision_list list = co_await list_revisions(ctx);
  list.revisions = branch_points(list.map());
  co_return list;
}

task<revision_list> show(const context& ctx, std::string identifier) {
  if (identifier == "current") co_return co_await current(ctx);
  revision_list list = co_await list_revisions(ctx);
  list.revisions = resolve(list.map(), parse_identifier(identifier));
  co_return list;
}

task<status_report> status(const context& ctx) {
  opened_project opened = co_await open_project(ctx);
  revision_list all{std::move(opened.project), {}, {}, {}};
  status_report report{std::move(all), {}, 0, {}};
  const revision_map& map = report.all.map();
  connection& c = *opened.connected.connection;
  co_await look(ctx, c, report.all);
  const std::string& table = ctx.config.alembic.version_table;
  report.all.revisions = fz::history(map, ":", *report.all.rows, table);
  const version_rows rows(map, *report.all.rows, table);
  for (const node n : report.all.revisions) report.applied.push_back(rows.applied()[n]);
  report.pending =
      static_cast<std::size_t>(std::count(report.applied.begin(), report.applied.end(), false));
  report.changed = co_await changed_files(ctx, c, map, rows.applied());
  co_return report;
}

}  // namespace fz::command
