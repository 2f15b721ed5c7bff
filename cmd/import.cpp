#include "cmd/adoption_view.hpp"
#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/import_json.hpp"
#include "cmd/import_text.hpp"
#include "cmd/run_view.hpp"
#include "cmd/terminal.hpp"
#include "core/async/outcome.hpp"
#include "core/command/import_migrations.hpp"
#include "core/command/planned_project.hpp"
#include "core/command/verify_import.hpp"
#include "core/util/error.hpp"
#include "core/util/scratch_folder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using command::migration_import_report;

struct import_line {
  std::string path;
  std::optional<std::string> from;
  std::optional<std::string> into;
  std::vector<std::string> values;
  std::optional<std::string> dialects;
  std::optional<std::string> python;
  std::optional<std::string> table;
  bool dry_run = false;
  bool database = false;
  bool drop_old_table = false;
  bool verify = false;
  std::optional<std::string> scratch_url;
};

std::vector<std::string> tool_names() {
  std::vector<std::string> names;
  for (const importer::tool each : importer::all_tools) names.emplace_back(to_string(each));
  return names;
}

std::map<std::string, std::string> values_of(const std::vector<std::string>& given) {
  std::map<std::string, std::string> values;
  for (const std::string& each : given) {
    const std::size_t sign = each.find('=');
    if (sign == each.npos || sign == 0) {
      throw error(error_kind::usage, fmt::format("--set takes NAME=VALUE, not {}.", quote(each)));
    }
    values[each.substr(0, sign)] = each.substr(sign + 1);
  }
  return values;
}

std::vector<dialect> dialects_of(const std::optional<std::string>& given) {
  std::vector<dialect> dialects;
  if (!given) return dialects;
  for (const std::string_view each : split(*given, ',')) {
    const dialect d = each == "sqlite" ? dialect::sqlite : dialect::postgresql;
    const bool is_known = each == "sqlite" || each == "postgresql";
    if (!is_known || std::find(dialects.begin(), dialects.end(), d) != dialects.end()) {
      throw error(
          error_kind::usage,
          fmt::format("--dialect takes sqlite, postgresql or both with a comma between, not "
                      "{}.",
                      quote(*given)));
    }
    dialects.push_back(d);
  }
  return dialects;
}

command::migration_import_request request_of(invocation& call, const import_line& line) {
  const std::filesystem::path here = std::filesystem::current_path();
  command::migration_import_request request;
  request.folder = (here / line.path).lexically_normal();
  if (request.folder.filename().empty()) request.folder = request.folder.parent_path();
  if (line.from) request.from = importer::tool_named(*line.from);
  request.into = (here / line.into.value_or(".")).lexically_normal();
  request.values = values_of(line.values);
  request.dialects = dialects_of(line.dialects);
  request.python = line.python.value_or("");
  request.table = line.table.value_or("");
  request.dry_run = line.dry_run;
  const char* variable = std::getenv("DATABASE_URL");
  request.url = call.globals().url.value_or(variable == nullptr ? "" : variable);
  std::error_code ignored;
  const bool is_named = call.globals().config_file.has_value();
  if (is_named && line.into) {
    throw error(error_kind::usage, "--into and --config both name the project; give one.");
  }
  if (is_named) {
    request.existing = call.context().config;
    request.into = request.existing->file.parent_path();
  } else if (std::filesystem::exists(request.into / "alembic.toml", ignored)) {
    request.existing = call.config_of(request.into / "alembic.toml");
  }
  return request;
}

/// The project with the new revisions: as it is now, or as a dry run would leave it.
command::context project_of(invocation& call, const migration_import_report& report,
                            const command::migration_import_request& request,
                            const std::filesystem::path& planned) {
  const bool is_new = !report.settings.empty();
  if (report.is_written) {
    return {is_new ? call.config_of(report.settings) : *request.existing, call.reporter(),
            call.pool()};
  }
  config settings =
      is_new ? call.config_of(report.settings, report.settings_text) : *request.existing;
  settings = command::with_planned_revisions(std::move(settings), report, planned);
  return {std::move(settings), call.reporter(), call.pool()};
}

/// Takes over the database, or says what that would do.
task<command::adopt_report> take_over(const command::context& ctx,
                                      const migration_import_report& report,
                                      const import_line& line) {
  command::adopt_options options;
  options.from = report.from;
  options.table = report.origin.table;
  options.drop_old_table = line.drop_old_table;
  options.dry_run = line.dry_run;
  run_view view(ctx.reporter);
  co_return co_await command::adopt(ctx, options, view);
}

task<std::vector<difference>> verify(const command::context& ctx,
                                     const migration_import_report& report,
                                     const import_line& line) {
  std::optional<database_url> scratch;
  if (line.scratch_url) {
    scratch = parse_database_url(*line.scratch_url, std::filesystem::current_path());
  }
  co_return co_await command::verify_import(ctx, report, std::move(scratch));
}

/// What a run came to.
struct import_result {
  migration_import_report report;
  std::optional<std::vector<difference>> differences = {};  ///< nothing: they were not compared
  std::optional<command::adopt_report> adopted = {};
  std::exception_ptr failure = {};  ///< of what followed the import
};

/// How to take over the database later, where its table has a name of its own.
std::string table_text(const migration_import_report& report) {
  const std::string& table = report.origin.table;
  if (table.empty() || report.from == importer::tool::alembic) return {};
  return fmt::format("Its own table is {0}: `fz migrate adopt --from {1} --table {0}`.\n", table,
                     to_string(report.from));
}

void print_import(invocation& call, const migration_import_report& report,
                  const import_line& line) {
  if (call.json()) return;
  print(line.dry_run ? plan_text(report) : remarks_text(report));
  print(summary_text(report));
  if (!line.database) print(table_text(report));
  if (report.made.needs_hand()) {
    print("Finish what is to do in the new files, then take out their lines '-- fz:todo'.\n");
  }
  flush_output();
}

/// Compares, then takes over the database; what differs is not taken over.
task<> go_on(invocation& call, import_result& result, const import_line& line,
             const command::migration_import_request& request) {
  const scratch_folder planned;
  const command::context ctx = project_of(call, result.report, request, planned.path());
  if (line.verify) {
    result.differences = co_await verify(ctx, result.report, line);
    if (!call.json()) print(verification_text(*result.differences));
    flush_output();
    if (!result.differences->empty()) co_return;
  }
  if (!line.database) co_return;
  result.adopted = co_await take_over(ctx, result.report, line);
  if (!call.json()) show(*result.adopted, line.dry_run, call);
}

int code_of(const import_result& result) {
  const bool differs = result.differences && !result.differences->empty();
  return differs || result.report.made.needs_hand() ? check_found_something : done;
}

void check_line(const import_line& line) {
  const auto needs = [](bool given, const char* option, bool other, const char* what) {
    if (!given || other) return;
    throw error(error_kind::usage, fmt::format("{} goes with {} only.", option, what));
  };
  needs(line.drop_old_table, "--drop-old-table", line.database, "--database");
  needs(line.scratch_url.has_value(), "--scratch-url", line.verify, "--verify");
}

task<int> run(invocation& call, std::shared_ptr<import_line> line) {
  check_line(*line);
  const command::migration_import_request request = request_of(call, *line);
  import_result result;
  command::migration_import_request given = request;
  result.report = co_await command::import_migrations(call.pool(), std::move(given));
  print_import(call, result.report, *line);
  if (line->verify || line->database) {
    outcome<void> rest;
    co_await rest.capture(go_on(call, result, *line, request));
    result.failure = rest.failure();
  }
  // One document, whatever came of the rest.
  if (call.json()) print(to_json(result.report, result.differences, result.adopted));
  flush_output();
  if (result.failure) std::rethrow_exception(result.failure);
  co_return code_of(result);
}

}  // namespace

void declare_import(command_spec added) {
  const auto line = std::make_shared<import_line>();
  added
      .argument("PATH", line->path, command_spec::need::required,
                "The folder of its migrations, or of the project that has them")
      .choice("--from", line->from, tool_names(), "The tool; default: found out from the files")
      .option("--into", line->into, "DIR", "The new project's folder; default: the current folder")
      .option("--set", line->values, "NAME=VALUE", "The value of a placeholder in the SQL")
      .option("--table", line->table, "NAME",
              "The other tool's own table, or SCHEMA.NAME; else as it is configured")
      .option("--dialect", line->dialects, "DIALECT",
              "sqlite or postgresql; for Alembic also sqlite,postgresql")
      .option("--python", line->python, "FILE", "The Python that runs Alembic with the project")
      .flag("--dry-run", line->dry_run, "Show what would be written, and write nothing")
      .flag("--database", line->database,
            "Take over the database too: set the version table to "
            "what the other tool's table says")
      .flag("--drop-old-table", line->drop_old_table,
            "With --database: remove the other tool's table afterwards")
      .flag("--verify", line->verify,
            "Run the originals and the revisions on two scratch databases and compare the schemas")
      .option("--scratch-url", line->scratch_url, "URL",
              "With --verify: a server on which databases may be made; default: as configured")
      .examples({"fz import db/migrations --dry-run", "fz import db/migrations",
                 "fz import . --from flyway --set owner=app --into backend",
                 "fz import . --from alembic --dialect sqlite,postgresql"});
  added.runs([line](invocation& call) { return run(call, line); });
}

}  // namespace fz::cmd
