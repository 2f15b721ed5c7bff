#include "cmd/adoption_view.hpp"
#include "cmd/commands.hpp"
#include "cmd/exit_code.hpp"
#include "cmd/import_json.hpp"
#include "cmd/run_view.hpp"
#include "cmd/terminal.hpp"
#include "core/command/import_migrations.hpp"
#include "core/command/verify_import.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fz::cmd {
namespace {

using command::migration_import_report;
using importer::remark;

struct import_line {
  std::string path;
  std::optional<std::string> from;
  std::optional<std::string> into;
  std::vector<std::string> values;
  std::optional<std::string> dialects;
  std::optional<std::string> python;
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

/// A path as it is shortest from here.
std::string shown(const std::filesystem::path& path) {
  const auto near = path.lexically_proximate(std::filesystem::current_path());
  const bool is_far = near.begin() != near.end() && *near.begin() == "..";
  return printable((is_far ? path : near).string());
}

std::string line_of(const remark& each, const std::filesystem::path& folder) {
  source_position place = each.place;
  place.file = shown(folder / place.file);
  return fmt::format("{}: {}{}", to_string(place),
                     each.what == remark::weight::todo ? "to do: " : "", printable(each.sentence));
}

/// All remarks, what is to be done first.
std::string lines_of(const migration_import_report& report) {
  std::string todos;
  std::string notes;
  const auto add = [&](const std::vector<remark>& remarks) {
    for (const remark& each : remarks) {
      std::string& list = each.what == remark::weight::todo ? todos : notes;
      list += line_of(each, report.folder) + "\n";
    }
  };
  add(report.made.remarks);
  for (const auto& each : report.made.revisions) add(each.remarks);
  return todos + notes;
}

/// "upgrade, downgrade off"
std::string sections_of(const importer::made_revision& made) {
  std::vector<std::string> words;
  for (const importer::made_section& each : made.sections) {
    std::string word(to_string(each.direction));
    if (each.dialect) word += " " + std::string(to_string(*each.dialect));
    if (!each.transactional) word += " transaction=off";
    words.push_back(word);
  }
  return join(words, ", ");
}

std::string notes_of(const importer::made_revision& made) {
  std::vector<std::string> words;
  for (const remark& each : made.remarks) {
    const bool todo = each.what == remark::weight::todo;
    words.push_back((todo ? "to do: " : "") + printable(each.sentence));
  }
  return join(words, " ");
}

std::string table_of(const migration_import_report& report) {
  std::vector<std::array<std::string, 4>> rows = {{"FILE", "REVISION", "SECTIONS", "NOTES"}};
  for (const importer::made_revision& each : report.made.revisions) {
    rows.push_back({printable(each.origin.file), printable(each.declared.id), sections_of(each),
                    notes_of(each)});
  }
  std::array<std::size_t, 3> widths{};
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < 3; ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < 3; ++i) {
      line += row[i] + std::string(widths[i] + 2 - display_width(row[i]), ' ');
    }
    line += row[3];
    while (line.ends_with(' ')) line.pop_back();
    text += line + "\n";
  }
  return text;
}

std::string summary_of(const migration_import_report& report) {
  const std::size_t count = report.made.revisions.size();
  std::string text =
      fmt::format("{} {} of {} into {}", report.is_written ? "Imported" : "Would import",
                  counted(count, "migration"), to_string(report.from), shown(report.versions));
  if (report.made.already_there > 0) {
    text +=
        fmt::format("; {} there already", report.made.already_there == 1
                                              ? "1 was"
                                              : fmt::format("{} were", report.made.already_there));
  }
  text += ".\n";
  if (!report.settings.empty() && report.is_written) {
    text += fmt::format("Created {}.\n", shown(report.settings));
  }
  if (report.dialect_is_guessed && report.from != importer::tool::alembic) {
    text += fmt::format("The SQL was read as that of {}.\n", to_string(report.dialects.front()));
  }
  return text;
}

/// The project that the revisions were written into.
command::context project_of(invocation& call, const import_line& line) {
  const std::filesystem::path here = std::filesystem::current_path();
  const std::filesystem::path file = here / line.into.value_or(".") / "alembic.toml";
  const bool is_named = call.globals().config_file.has_value();
  return {is_named ? call.context().config : call.config_of(file), call.reporter(), call.pool()};
}

/// Its database.
task<> take_over(invocation& call, const migration_import_report& report, const import_line& line) {
  const command::context ctx = project_of(call, line);
  command::adopt_options options;
  options.from = report.from;
  options.drop_old_table = line.drop_old_table;
  run_view view(call.reporter());
  const command::adopt_report taken = co_await command::adopt(ctx, options, view);
  show(taken, false, call);
}

/// Gives the exit code.
task<int> verify(invocation& call, const migration_import_report& report, const import_line& line) {
  const command::context ctx = project_of(call, line);
  std::optional<database_url> scratch;
  if (line.scratch_url) {
    scratch = parse_database_url(*line.scratch_url, std::filesystem::current_path());
  }
  const std::vector<difference> differences =
      co_await command::verify_import(ctx, report, std::move(scratch));
  print(differences.empty()
            ? "Verified: the originals and the revisions make the same schema.\n"
            : "The revisions make another schema than the originals:\n" + describe(differences));
  co_return differences.empty() ? done : check_found_something;
}

task<int> run(invocation& call, std::shared_ptr<import_line> line) {
  if ((line->database || line->verify) && (line->dry_run || call.json())) {
    throw error(error_kind::usage,
                "--database and --verify go with neither --dry-run nor --format json.");
  }
  command::migration_import_request request = request_of(call, *line);
  const migration_import_report report =
      co_await command::import_migrations(call.pool(), std::move(request));
  if (call.json()) {
    print(to_json(report));
  } else {
    if (line->dry_run) print(table_of(report));
    if (line->dry_run) {
      for (const remark& each : report.made.remarks) print(line_of(each, report.folder) + "\n");
    } else {
      print(lines_of(report));
    }
    print(summary_of(report));
    if (report.made.needs_hand()) {
      print("Finish what is to do in the new files, then take out their lines '-- fz:todo'.\n");
    }
  }
  flush_output();
  int code = report.made.needs_hand() ? check_found_something : done;
  if (line->verify) code = co_await verify(call, report, *line);
  flush_output();
  if (line->database) co_await take_over(call, report, *line);
  co_return code;
}

}  // namespace

void add_import(command_spec& top) {
  top.subcommand("import", "Move over from another migration tool", [](command_spec added) {
    const auto line = std::make_shared<import_line>();
    added
        .argument("PATH", line->path, command_spec::need::required,
                  "The folder of its migrations, or of the project that has them")
        .choice("--from", line->from, tool_names(), "The tool; default: found out from the files")
        .option("--into", line->into, "DIR",
                "The new project's folder; default: the current folder")
        .option("--set", line->values, "NAME=VALUE", "The value of a placeholder in the SQL")
        .option("--dialect", line->dialects, "DIALECT",
                "sqlite or postgresql; for Alembic also sqlite,postgresql")
        .option("--python", line->python, "FILE", "The Python that runs Alembic with the project")
        .flag("--dry-run", line->dry_run, "Show what would be written, and write nothing")
        .flag("--database", line->database,
              "Take over the database too: set the version table to "
              "what the other tool's table says")
        .flag("--drop-old-table", line->drop_old_table,
              "With --database: remove the other tool's table afterwards")
        .flag(
            "--verify", line->verify,
            "Run the originals and the revisions on two scratch databases and compare the schemas")
        .option("--scratch-url", line->scratch_url, "URL",
                "With --verify: a server on which databases may be made; default: as configured")
        .examples({"fz import db/migrations --dry-run", "fz import db/migrations",
                   "fz import . --from flyway --set owner=app --into backend",
                   "fz import . --from alembic --dialect sqlite,postgresql"});
    added.runs([line](invocation& call) { return run(call, line); });
  });
}

}  // namespace fz::cmd
