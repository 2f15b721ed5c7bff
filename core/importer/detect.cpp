#include "core/importer/detect.hpp"

#include "core/importer/folder_files.hpp"
#include "core/importer/folder_variables.hpp"
#include "core/importer/toml_source.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fz::importer {
namespace {

/// Where migrations usually are, below the folder of a project.
constexpr std::array usual_places = {"postgres",
                                     "postgresql",
                                     "sqlite",
                                     "migrations",
                                     "migrations/postgres",
                                     "migrations/postgresql",
                                     "migrations/sqlite",
                                     "db/migrations",
                                     "db/migration",
                                     "database/migrations",
                                     "sql/migrations",
                                     "internal/migrations",
                                     "sql",
                                     "src/main/resources/db/migration",
                                     "resources/db/migration",
                                     "schema/migrations"};

bool is_folder(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

/// What the names and first lines of a folder's files say.
struct features {
  std::string dbmate, goose, pair, plain, flyway, go_step, rails, diesel;

  void see_text(const std::string& name, std::string_view text) {
    for (const text_line& line : lines_of(text)) {
      if (!trim(line.text).starts_with("--")) continue;
      const std::string words = to_lower(trim(trim(line.text).substr(2)));
      if (words.starts_with("migrate:up")) dbmate = name;
      if (words.starts_with("+goose up")) goose = name;
    }
  }
};

bool looks_like_flyway(std::string_view name) {
  const std::size_t at = name.find("__");
  if (at == name.npos || !name.ends_with(".sql") || at == 0) return false;
  if (name[0] == 'R') return at == 1;
  return (name[0] == 'V' || name[0] == 'U' || name[0] == 'B') && at > 1 &&
         name.substr(1, at - 1).find_first_not_of("0123456789._") == name.npos;
}

features look_at(const std::filesystem::path& folder) {
  constexpr std::size_t enough = 50;  // files whose text is read
  features seen;
  std::size_t read = 0;
  for (const std::string& name : files_in(folder)) {
    if (looks_like_flyway(name)) seen.flyway = name;
    if (name.ends_with(".rb")) seen.rails = name;
    const bool is_sql = name.ends_with(".sql") && name[0] >= '0' && name[0] <= '9';
    if (!is_sql) continue;
    if (parse_numbered_name(name, ".up.sql")) {
      seen.pair = name;
    } else if (parse_numbered_name(name, ".sql") && !name.ends_with(".down.sql")) {
      seen.plain = name;
    }
    if (read++ < enough) {
      seen.see_text(name, read_bytes(folder / name));
    }
  }
  for (const std::string& name : folders_in(folder)) {
    if (name.find('_') != name.npos && is_there(folder / name / "up.sql")) seen.diesel = name;
  }
  return seen;
}

/// Pairs of `.up.sql` and `.down.sql` are sqlx's in a project of Rust.
bool is_rust_project(std::filesystem::path folder) {
  for (int level = 0; level < 4; ++level) {
    if (is_there(folder / "Cargo.toml") || is_there(folder / ".sqlx")) return true;
    if (!folder.has_parent_path() || is_there(folder / ".git")) return false;
    folder = folder.parent_path();
  }
  return false;
}

bool holds_python(const std::filesystem::path& folder) {
  const std::vector<std::string> names = files_in(folder);
  return std::any_of(names.begin(), names.end(),
                     [](const std::string& name) { return name.ends_with(".py"); });
}

/// A folder such as alembic/versions, with alembic.ini above it.
bool is_below_alembic(std::filesystem::path folder) {
  if (!holds_python(folder)) return false;
  for (int level = 0; level < 3 && folder.has_relative_path(); ++level) {
    folder = folder.parent_path();
    if (is_there(folder / "alembic.ini")) return true;
  }
  return false;
}

bool is_alembic(const std::filesystem::path& folder) {
  if (is_there(folder / "alembic.ini") || is_below_alembic(folder)) return true;
  if (is_there(folder / "env.py") && is_there(folder / "versions")) return true;
  const auto project = folder / "pyproject.toml";
  return is_there(project) && read_bytes(project).find("[tool.alembic]") != std::string::npos;
}

std::vector<candidate> candidates_in(const std::filesystem::path& folder) {
  std::vector<candidate> found;
  const auto add = [&](tool from, const std::string& reason) {
    if (!reason.empty()) found.push_back({from, folder, reason});
  };
  for (const char* name : {"sqitch.plan", "sqitch.conf"}) {
    if (found.empty() && is_there(folder / name)) add(tool::sqitch, name);
  }
  if (is_alembic(folder)) add(tool::alembic, "alembic.ini, env.py or [tool.alembic]");
  const features seen = look_at(folder);
  add(tool::dbmate, seen.dbmate);
  add(tool::goose, seen.goose);
  add(tool::diesel, seen.diesel);
  const bool has_settings = is_there(folder / "flyway.conf") || is_there(folder / "flyway.toml") ||
                            is_there(folder / "conf/flyway.conf");
  add(tool::flyway, has_settings ? "flyway.conf or flyway.toml" : seen.flyway);
  const bool rust = is_rust_project(folder);
  if (!rust) add(tool::golang_migrate, seen.pair);
  if (rust) add(tool::sqlx, seen.pair);
  if (found.empty()) add(tool::sqlx, seen.plain);
  return found;
}

void refuse_others(const std::filesystem::path& folder) {
  std::filesystem::path rails = folder;
  if (is_there(folder / "db/migrate")) rails = folder / "db/migrate";
  if (look_at(rails).rails.empty()) return;
  throw error(error_kind::usage,
              fmt::format("{} holds migrations in Ruby, which cannot be read. Dump the schema of a "
                          "database that has them all, and make it the first revision.",
                          quote(rails.string())));
}

std::string names_of(const std::vector<candidate>& all) {
  std::vector<std::string> names;
  for (const candidate& each : all) {
    names.push_back(fmt::format("{} ({} in {})", to_string(each.from), printable(each.reason),
                                quote(each.path.string())));
  }
  return enumerate(names);
}

/// Where the tools' own settings say that migrations are.
std::vector<candidate> configured_places(const std::filesystem::path& folder) {
  std::vector<candidate> found;
  const auto add = [&](tool from, const std::string& place, const char* reason) {
    const std::filesystem::path path = (folder / place).lexically_normal();
    if (!place.empty() && is_folder(path)) found.push_back({from, path, reason});
  };
  const auto read = [&](tool from, const char* file, const char* table, const char* key) {
    if (!is_there(folder / file)) return;
    const toml::table settings = parse_toml(read_source(folder, file));
    add(from, settings[table][key].value_or(std::string()), file);
  };
  read(tool::diesel, "diesel.toml", "migrations_directory", "dir");
  read(tool::sqlx, "sqlx.toml", "migrate", "migrations-dir");
  for (const auto& [from, name] : {std::pair(tool::goose, "GOOSE_MIGRATION_DIR"),
                                   std::pair(tool::dbmate, "DBMATE_MIGRATIONS_DIR")}) {
    add(from, folder_variable(folder, name).value_or(""), name);
  }
  return found;
}

}  // namespace

std::vector<candidate> find_candidates(const std::filesystem::path& folder) {
  std::vector<candidate> found = candidates_in(folder);
  if (found.empty()) found = configured_places(folder);
  if (!found.empty()) return found;
  for (const std::string& name : folders_in(folder)) {
    // Several projects of sqitch usually are beside each other.
    for (const char* file : {"sqitch.conf", "sqitch.plan"}) {
      if (!is_there(folder / name / file)) continue;
      found.push_back({tool::sqitch, folder / name, file});
      break;
    }
  }
  for (const char* place : usual_places) {
    if (!is_folder(folder / place)) continue;
    for (candidate& each : candidates_in(folder / place)) found.push_back(std::move(each));
  }
  return found;
}

candidate detect(const std::filesystem::path& folder, std::optional<tool> wanted) {
  if (!is_folder(folder)) {
    throw error(error_kind::usage, fmt::format("{} is not a folder.", quote(folder.string())));
  }
  std::vector<candidate> found = find_candidates(folder);
  if (wanted) {
    std::erase_if(found, [&](const candidate& each) { return each.from != *wanted; });
    if (found.empty()) return {*wanted, folder, "as asked for"};
  }
  if (found.empty()) {
    refuse_others(folder);
    std::vector<std::string> names;
    for (const tool each : all_tools) names.emplace_back(to_string(each));
    throw error(error_kind::usage,
                fmt::format("{} holds no migrations of a tool that is known here: {}.",
                            quote(folder.string()), enumerate(names)));
  }
  if (found.size() == 1) return found.front();
  throw error(error_kind::usage,
              fmt::format("More than one tool fits: {}. Say which one it is, or name the folder.",
                          names_of(found)));
}

}  // namespace fz::importer
