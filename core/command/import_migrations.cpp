#include "core/command/import_migrations.hpp"

#include "core/async/offload.hpp"
#include "core/command/init.hpp"
#include "core/importer/detect.hpp"
#include "core/importer/dialect_guess.hpp"
#include "core/importer/existing_revisions.hpp"
#include "core/importer/folder_variables.hpp"
#include "core/importer/project_files.hpp"
#include "core/importer/read_alembic.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::command {
namespace {

using importer::migration_folder;
using importer::tool;

migration_folder read_files(tool from, const importer::read_request& request) {
  switch (from) {
    case tool::dbmate:
      return importer::read_dbmate(request);
    case tool::goose:
      return importer::read_goose(request);
    case tool::golang_migrate:
      return importer::read_golang_migrate(request);
    case tool::flyway:
      return importer::read_flyway(request);
    case tool::diesel:
      return importer::read_diesel(request);
    case tool::sqlx:
      return importer::read_sqlx(request);
    case tool::sqitch:
      return importer::read_sqitch(request);
    case tool::alembic:
      break;
  }
  throw error(error_kind::usage, "Alembic's revisions are code; Alembic itself has to print them.");
}

/// Alembic keeps its own files in `versions/` of such a folder.
bool holds_python(const std::filesystem::path& versions) {
  std::error_code failed;
  std::filesystem::directory_iterator at(versions, failed);
  for (; !failed && at != std::filesystem::directory_iterator(); at.increment(failed)) {
    if (at->path().extension() == ".py") return true;
  }
  return false;
}

/// Where the project's revisions are or will be, relative to its folder.
std::string script_location_for(const migration_import_request& request) {
  const bool taken = holds_python(request.into / "migrations" / "versions");
  return taken ? "fz_migrations" : "migrations";
}

std::string quoted_toml(std::string text) {
  for (std::size_t at = 0; (at = text.find_first_of("\"\\", at)) != text.npos; at += 2) {
    text.insert(at, "\\");
  }
  return "\"" + text + "\"";
}

std::string url_line(const migration_folder& folder) {
  if (!folder.url.empty()) return "url = " + quoted_toml(folder.url);
  const bool by_variable =
      folder.from == tool::dbmate || folder.from == tool::diesel || folder.from == tool::sqlx;
  if (by_variable) return fmt::format("# DATABASE_URL, as for {}.", to_string(folder.from));
  return "# url = \"postgresql://localhost/app\"";
}

/// What `check` is to leave out as long as the other tool's table is there.
std::string schema_section(const migration_folder& folder) {
  if (folder.from == tool::alembic) return {};
  const std::string table = importer::table_of(folder);
  std::string patterns = quoted_toml(table);
  if (folder.from == tool::sqitch) patterns += ", " + quoted_toml(table + ".*");
  if (folder.from == tool::goose) patterns += ", " + quoted_toml(table + "_id_seq");
  return fmt::format("\n# What {} keeps for itself.\n[schema]\nexclude = [{}]\n",
                     to_string(folder.from), patterns);
}

/// The text of a new alembic.toml.
std::string settings_for(const migration_import_request& request, const migration_folder& folder) {
  std::string database = url_line(folder);
  if (!folder.search_path.empty()) {
    database += "\nsearch_path = " + quoted_toml(folder.search_path);
  }
  std::string text = project_settings(script_location_for(request), database);
  const std::string table = importer::table_of(folder);
  if (folder.from == tool::alembic && table != importer::usual_table_of(tool::alembic)) {
    const std::string usual = "version_table = \"alembic_version\"\n";
    const std::size_t point = table.rfind('.');
    std::string lines = "version_table = " + quoted_toml(table.substr(point + 1)) + "\n";
    if (point != table.npos) {
      lines += "version_table_schema = " + quoted_toml(table.substr(0, point)) + "\n";
    }
    text.replace(text.find(usual), usual.size(), lines);
  }
  return text + schema_section(folder);
}

std::optional<dialect> dialect_of_url(std::string_view url) {
  if (url.starts_with("sqlite")) return dialect::sqlite;
  if (url.starts_with("postgres")) return dialect::postgresql;
  return std::nullopt;
}

void check_not_empty(const migration_folder& folder) {
  if (!folder.migrations.empty()) return;
  throw error(error_kind::usage, fmt::format("{} holds no migrations of {}.",
                                             quote(folder.path.string()), to_string(folder.from)));
}

void refuse_mysql(const migration_folder& folder) {
  const auto place = importer::find_mysql(folder);
  if (!place) return;
  throw error_at(error_kind::script, *place,
                 "This is SQL of MySQL or MariaDB; only SQLite and PostgreSQL are known here.");
}

std::string database_url_of(const migration_folder& folder) {
  return importer::folder_variable(folder.path, "DATABASE_URL").value_or("");
}

/// What is known of how the folder's SQL is to be read.
void choose_dialect(const migration_import_request& request, const migration_folder& folder,
                    migration_import_report& report) {
  report.dialects = request.dialects;
  if (!report.dialects.empty()) return;
  std::optional<dialect> found = folder.dialect;
  if (!found) found = dialect_of_url(folder.url);
  if (!found) found = dialect_of_url(request.url);
  if (!found) found = dialect_of_url(database_url_of(folder));
  report.dialect_is_guessed = !found;
  if (!found) found = importer::guess_dialect(folder);
  report.dialects = {found.value_or(dialect::postgresql)};
}

std::vector<importer::new_file> files_of(const migration_import_report& report) {
  std::vector<importer::new_file> files;
  if (!report.settings.empty()) files.push_back({report.settings, report.settings_text});
  for (const importer::made_revision& each : report.made.revisions) {
    files.push_back({report.versions / each.declared.file, each.text});
  }
  return files;
}

migration_import_report import_folder(const migration_import_request& request,
                                      migration_folder folder) {
  check_not_empty(folder);
  refuse_mysql(folder);
  if (!request.table.empty()) folder.table = request.table;
  migration_import_report report;
  report.from = folder.from;
  report.folder = folder.path;
  choose_dialect(request, folder, report);
  importer::destination into;
  if (request.existing) {
    into = importer::read_destination(request.existing->alembic);
    report.versions = request.existing->alembic.script_location / "versions";
  } else {
    report.settings = request.into / "alembic.toml";
    report.settings_text = settings_for(request, folder);
    report.versions = request.into / script_location_for(request) / "versions";
  }
  std::map<std::string, std::string> values = request.values;
  values.merge(std::map(folder.values));
  folder.values = values;
  report.made = importer::make_revisions(folder, into, report.dialects.front(), values);
  if (!request.dry_run) {
    importer::write_all_or_none(files_of(report));
    report.is_written = true;
  }
  report.origin = std::move(folder);
  return report;
}

}  // namespace

task<migration_import_report> import_migrations(thread_pool& pool,
                                                migration_import_request request) {
  auto find = [&request] { return importer::detect(request.folder, request.from); };
  const importer::candidate found = co_await offload(pool, find);
  migration_folder folder;
  if (found.from == tool::alembic) {
    importer::alembic_request wanted{found.path, request.dialects, request.python};
    folder = co_await importer::read_alembic(pool, std::move(wanted));
  } else {
    auto read = [&] { return read_files(found.from, {found.path, request.values}); };
    folder = co_await offload(pool, read);
  }
  auto rest = [&] { return import_folder(request, std::move(folder)); };
  co_return co_await offload(pool, rest);
}

}  // namespace fz::command
