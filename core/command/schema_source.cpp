#include "core/command/schema_source.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <system_error>

namespace fz::command {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view revisions_word = "revisions";
constexpr std::string_view target_word = "target";

void check_project(const config& settings, const std::string& text) {
  if (!settings.file.empty()) return;
  throw error(error_kind::usage,
              fmt::format("{} needs a project, and there is no alembic.toml here or in a folder "
                          "above.",
                          quote(text)));
}

schema_source source_at(const fs::path& path) {
  schema_source source;
  source.path = path;
  std::error_code ignored;
  source.what =
      fs::is_directory(path, ignored) ? schema_source::kind::folder : schema_source::kind::file;
  return source;
}

schema_source at_revision(const std::string& revision) {
  schema_source source;
  source.what = schema_source::kind::revisions;
  if (!revision.empty()) source.revisions = {revision};
  return source;
}

schema_source at_path(const std::string& text, const fs::path& relative_to) {
  std::error_code ignored;
  if (!fs::exists(relative_to / text, ignored)) {
    throw error(error_kind::usage,
                fmt::format("{} is not a file, a folder, a database URL, 'revisions', "
                            "'revisions@REV' or 'target'.",
                            quote(text)));
  }
  schema_source source = source_at(relative_to / text);
  source.path = text;
  return source;
}

/// Nothing if no database is configured, or none that can be understood.
std::optional<dialect> configured_dialect(const config& settings) {
  try {
    return configured_database(settings).dialect;
  } catch (const error&) {
    return std::nullopt;
  }
}

std::optional<fs::path> target_of(const schema_config& settings, std::optional<dialect> d) {
  if (d == dialect::sqlite && settings.target_sqlite) return settings.target_sqlite;
  if (d == dialect::postgresql && settings.target_postgresql) return settings.target_postgresql;
  return settings.target;
}

schema_source wanted(const config& settings, std::optional<dialect> d) {
  if (const auto target = target_of(settings.schema, d)) {
    std::error_code ignored;
    if (!fs::exists(*target, ignored)) {
      throw error(error_kind::config, fmt::format("The target under [schema], {}, does not exist.",
                                                  quote(target->string())));
    }
    return source_at(*target);
  }
  schema_source source = at_revision({});
  if (settings.schema.command.empty()) return source;
  source.what = schema_source::kind::command;
  source.command = settings.schema.command;
  source.dialect = d;
  return source;
}

}  // namespace

schema_source parse_schema_source(const config& settings, const std::string& text,
                                  const fs::path& relative_to) {
  if (text.find("://") != std::string::npos) {
    schema_source source;
    source.url = parse_database_url(text, relative_to);
    return source;
  }
  if (text == target_word) {
    check_project(settings, text);
    return wanted_schema(settings);
  }
  const bool at = text.starts_with(std::string(revisions_word) + "@");
  if (text == revisions_word || at) {
    check_project(settings, text);
    return at_revision(at ? text.substr(revisions_word.size() + 1) : std::string());
  }
  return at_path(text, relative_to);
}

bool has_target(const config& settings) {
  return target_of(settings.schema, configured_dialect(settings)) ||
         !settings.schema.command.empty();
}

bool has_target(const config& settings, dialect d) {
  return target_of(settings.schema, d) || !settings.schema.command.empty();
}

schema_source wanted_schema(const config& settings) {
  return wanted(settings, configured_dialect(settings));
}

schema_source wanted_schema(const config& settings, dialect d) { return wanted(settings, d); }

std::string to_string(const schema_source& source) {
  switch (source.what) {
    case schema_source::kind::database:
      return printable(to_string(source.url));
    case schema_source::kind::file:
    case schema_source::kind::folder:
      return printable(source.path.string());
    case schema_source::kind::command:
      return fmt::format("what {} prints", quote(source.command));
    case schema_source::kind::revisions:
      break;
  }
  if (source.revisions.empty()) return "the revisions at base";
  return fmt::format("the revisions at {}", printable(enumerate(source.revisions)));
}

}  // namespace fz::command
