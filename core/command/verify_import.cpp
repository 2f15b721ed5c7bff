#include "core/command/verify_import.hpp"

#include "core/async/cleanup.hpp"
#include "core/async/offload.hpp"
#include "core/async/process.hpp"
#include "core/command/schema_diff.hpp"
#include "core/database/postgresql/scratch.hpp"
#include "core/importer/run_alembic.hpp"
#include "core/runtime/run.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/scratch_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <utility>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

/// Two databases, both empty at first.
struct two_databases {
  database_url originals;
  database_url revisions;
};

class silent_observer final : public run_observer {};

void check_that_possible(const migration_import_report& report) {
  if (report.made.needs_hand()) {
    throw error(error_kind::check, "Some files have to be finished first; nothing was compared.");
  }
}

/// What psql or sqlite3 is started with to run a file, as the other tool would.
process shell_for(const database_url& url, const fs::path& file,
                  const importer::migration_folder& origin) {
  process wanted;
  wanted.stdout_to_stderr = true;
  if (url.dialect == dialect::sqlite) {
    wanted.arguments = {"sqlite3", "-batch", "-bail", url.path.string(), ".read " + file.string()};
    return wanted;
  }
  wanted.arguments = {"psql", "-X",        "-q", "-v",         "ON_ERROR_STOP=1",
                      "-o",   "/dev/null", "-f", file.string()};
  const auto set = [&](const char* name, const std::string& value) {
    if (!value.empty()) wanted.variables.push_back(std::string(name) + "=" + value);
  };
  set("PGHOST", url.host);
  set("PGPORT", url.port);
  set("PGUSER", url.user);
  set("PGPASSWORD", url.password);
  set("PGDATABASE", url.database);
  std::string options = "-c client_min_messages=warning";
  for (const auto& [name, value] : origin.values) {
    if (origin.from != importer::tool::sqitch) break;  // others have put them into the text
    wanted.arguments.insert(wanted.arguments.end(), {"-v", name + "=" + value});
  }
  if (!origin.search_path.empty()) {
    options += " -c search_path=";
    for (const char c : origin.search_path) {
      if (c == ' ' || c == '\\') options += '\\';
      options += c;
    }
  }
  set("PGOPTIONS", options);
  return wanted;
}

/// Alembic itself runs them.
task<> run_by_alembic(const context& ctx, const migration_import_report& report,
                      const database_url& url) {
  importer::alembic_run wanted{report.folder, report.origin.python, url};
  co_await importer::run_alembic(ctx.pool, std::move(wanted));
}

task<> run_originals(const context& ctx, const migration_import_report& report,
                     const database_url& url, const fs::path& folder) {
  if (report.from == importer::tool::alembic) co_return co_await run_by_alembic(ctx, report, url);
  std::size_t number = 0;
  for (const importer::origin_migration& each : report.origin.migrations) {
    if (each.upgrades.empty()) continue;
    const fs::path file = folder / (std::to_string(++number) + ".sql");
    write_file(file, each.upgrades.front().text, existing_file::refuse);
    process wanted = shell_for(url, file, report.origin);
    const process_end ended = co_await run_process(ctx.pool, std::move(wanted));
    if (ended.is_success()) continue;
    throw error(error_kind::check,
                fmt::format("The original {} does not run on an empty database after those before "
                            "it ({}).",
                            quote(each.file), to_string(ended)));
  }
}

task<> run_revisions(const context& ctx, const database_url& url) {
  const project p = co_await read_project(ctx);
  database target(url, ctx.config, ctx.pool, ctx.reporter);
  run_request wanted;
  wanted.goal = move_to{direction::upgrade, "heads"};
  silent_observer nobody;
  const run_outcome ended = co_await run(target, p, std::move(wanted), nobody);
  if (ended.failure) std::rethrow_exception(ended.failure->what);
}

task<std::vector<difference>> compare_runs(const context& ctx,
                                           const migration_import_report& report,
                                           const two_databases& both, const fs::path& folder) {
  co_await run_originals(ctx, report, both.originals, folder);
  co_await run_revisions(ctx, both.revisions);
  schema_diff_request request;
  request.from.url = both.originals;
  request.to.url = both.revisions;
  schema_diff_report compared = co_await diff_schemas(ctx, std::move(request));
  co_return std::move(compared.differences);
}

/// The schema of the version table is there before the first revision, as Alembic wants it.
task<> create_version_schema(const context& ctx, const database_url& url) {
  const std::string& schema = ctx.config.alembic.version_table_schema;
  if (schema.empty()) co_return;
  database target(url, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection c = co_await target.connect(access::change);
  statement create("CREATE SCHEMA IF NOT EXISTS " + quote_identifier(schema));
  co_await c->execute(std::move(create));
}

task<std::vector<difference>> verify_on_server(const context& ctx,
                                               const migration_import_report& report,
                                               database_url server, const fs::path& folder) {
  two_databases both{server, server};
  both.originals.database = postgresql::new_scratch_name();
  both.revisions.database = postgresql::new_scratch_name();
  database target(server, ctx.config, ctx.pool, ctx.reporter);
  const pooled_connection c = co_await target.connect(access::change);
  const cleanup_function drop = [&](const std::exception_ptr&) -> task<> {
    co_await postgresql::drop_scratch_database(*c, both.originals.database);
    co_await postgresql::drop_scratch_database(*c, both.revisions.database);
  };
  const auto work = [&]() -> task<std::vector<difference>> {
    co_await postgresql::create_scratch_database(*c, both.originals.database);
    co_await postgresql::create_scratch_database(*c, both.revisions.database);
    co_await create_version_schema(ctx, both.originals);
    co_await create_version_schema(ctx, both.revisions);
    co_return co_await compare_runs(ctx, report, both, folder);
  };
  co_return co_await with_cleanup<std::vector<difference>>(work(), drop);
}

task<std::vector<difference>> verify_in_files(const context& ctx,
                                              const migration_import_report& report,
                                              const fs::path& folder) {
  two_databases both;
  both.originals.path = folder / "originals.db";
  both.revisions.path = folder / "revisions.db";
  co_return co_await compare_runs(ctx, report, both, folder);
}

database_url server_of(const context& ctx, const std::optional<database_url>& scratch) {
  database_url server = scratch ? *scratch : fz::configured_database(ctx.config);
  if (server.dialect != dialect::postgresql) {
    throw error(error_kind::usage, "The SQL is that of PostgreSQL; it needs a server to run on.");
  }
  return server;
}

}  // namespace

task<std::vector<difference>> verify_import(const context& ctx,
                                            const migration_import_report& report,
                                            std::optional<database_url> scratch) {
  check_that_possible(report);
  std::vector<difference> all;
  for (const dialect d : report.dialects) {
    const scratch_folder place;
    std::vector<difference> found;
    if (d == dialect::sqlite) {
      found = co_await verify_in_files(ctx, report, place.path());
    } else {
      database_url server = server_of(ctx, scratch);
      found = co_await verify_on_server(ctx, report, std::move(server), place.path());
    }
    all.insert(all.end(), found.begin(), found.end());
  }
  co_return all;
}

}  // namespace fz::command
