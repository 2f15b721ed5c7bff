#include "core/command/listing.hpp"

#include "core/command/changed_files.hpp"
#include "core/ledger/version_table.hpp"
#include "core/revision/history.hpp"
#include "core/revision/resolve.hpp"
#include "core/revision/version_rows.hpp"

#include <algorithm>
#include <utility>

namespace fz::command {
namespace {

task<std::vector<std::string>> read_rows(const environment& env,
                                         outcome<database_session> connected) {
  const database_session session = co_await connect_to_look(env, std::move(connected));
  const version_table table = configured_version_table(env);
  const auto rows = co_await table.read(*session.connection);
  co_return rows.value_or(std::vector<std::string>());
}

task<std::vector<std::string>> read_rows(const environment& env) {
  outcome<database_session> connected;
  co_await connected.hold(connect(env, access::look));
  co_return co_await read_rows(env, std::move(connected));
}

task<revision_list> list_revisions(const environment& env) {
  migrations scripts = co_await read_migrations(env);
  revision_list list{std::move(scripts), {}, {}};
  co_return list;
}

}  // namespace

bool revision_list::is_row(node n) const {
  return rows && std::binary_search(rows->begin(), rows->end(), map()[n].id);
}

task<revision_list> current(const environment& env) {
  opened_project project = co_await open_project(env, access::look);
  revision_list list{std::move(project.scripts), {}, {}};
  list.rows = co_await read_rows(env, std::move(project.connected));
  list.revisions = all_current(list.map(), *list.rows, env.config.alembic.version_table);
  co_return list;
}

bool is_at_heads(const revision_list& current) {
  std::vector<std::string> wanted = ids(current.map(), current.map().real_heads());
  std::sort(wanted.begin(), wanted.end());
  return current.rows == wanted;
}

task<revision_list> history(const environment& env, history_options options) {
  revision_list list = co_await list_revisions(env);
  if (options.indicate_current || is_relative_to_current(options.range)) {
    list.rows = co_await read_rows(env);
  }
  list.revisions =
      fz::history(list.map(), options.range, list.rows.value_or(std::vector<std::string>()),
                  env.config.alembic.version_table);
  co_return list;
}

task<revision_list> heads(const environment& env, which_heads which) {
  revision_list list = co_await list_revisions(env);
  list.revisions = which == which_heads::all ? list.map().heads() : list.map().real_heads();
  co_return list;
}

task<revision_list> divergence(const environment& env) {
  revision_list list = co_await list_revisions(env);
  list.revisions = fz::divergence(list.map());
  co_return list;
}

task<revision_list> branches(const environment& env) {
  revision_list list = co_await list_revisions(env);
  list.revisions = branch_points(list.map());
  co_return list;
}

task<revision_list> show(const environment& env, std::string identifier) {
  if (identifier == "current") co_return co_await current(env);
  revision_list list = co_await list_revisions(env);
  list.revisions = resolve(list.map(), parse_identifier(identifier));
  co_return list;
}

task<status_report> status(const environment& env) {
  opened_project project = co_await open_project(env, access::look);
  revision_list all{std::move(project.scripts), {}, {}};
  status_report report{std::move(all), {}, 0, {}};
  const revision_map& map = report.all.map();
  const database_session session = co_await connect_to_look(env, std::move(project.connected));
  const version_table table = configured_version_table(env);
  const auto found = co_await table.read(*session.connection);
  report.all.rows = found.value_or(std::vector<std::string>());
  report.all.revisions = fz::history(map, ":", *report.all.rows, table.name());
  const version_rows rows(map, *report.all.rows, table.name());
  for (const node n : report.all.revisions) report.applied.push_back(rows.applied()[n]);
  report.pending =
      static_cast<std::size_t>(std::count(report.applied.begin(), report.applied.end(), false));
  report.changed = co_await changed_files(env, *session.connection, map, rows.applied());
  co_return report;
}

}  // namespace fz::command
