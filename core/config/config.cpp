#include "core/config/config.hpp"

#include "core/config/fleet_keys.hpp"
#include "core/config/known_key.hpp"
#include "core/config/planned_config.hpp"
#include "core/config/read_table.hpp"
#include "core/config/serve_settings.hpp"
#include "core/config/setting.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fz {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view file_name = "alembic.toml";
constexpr std::string_view url_variable = "DATABASE_URL";

constexpr std::array alembic_keys = {
    known_key{"script_location",
              [](const setting& s, config& c) { c.alembic.script_location = s.path(); }},
    known_key{"version_locations",
              [](const setting& s, config& c) { c.alembic.version_locations = s.paths(); }},
    known_key{"file_template",
              [](const setting& s, config& c) { c.alembic.file_template = s.file_template(); }},
    known_key{"truncate_slug_length",
              [](const setting& s, config& c) { c.alembic.truncate_slug_length = s.number(1); }},
    known_key{"timezone", [](const setting& s, config& c) { c.alembic.timezone = s.timezone(); }},
    known_key{"version_table",
              [](const setting& s, config& c) { c.alembic.version_table = s.name(); }},
    known_key{"version_table_schema",
              [](const setting& s, config& c) { c.alembic.version_table_schema = s.string(); }},
    known_key{"audit_table",
              [](const setting& s, config& c) { c.alembic.audit_table = s.string(); }},
    known_key{"target_schema", [](const setting& s, config& c) { c.schema.target = s.path(); }},
    known_key{"transaction",
              [](const setting& s, config& c) {
                const std::string value = s.string();
                if (value != "each" && value != "all") throw s.unexpected("\"each\" or \"all\"");
                c.alembic.transaction =
                    value == "all" ? transaction_scope::all : transaction_scope::each;
              }},
    known_key{"migration_lock",
              [](const setting& s, config& c) {
                const std::string value = s.string();
                if (value == "advisory") {
                  c.alembic.migration_lock = server_lock::advisory;
                } else if (value == "lease") {
                  c.alembic.migration_lock = server_lock::lease;
                } else if (value != "auto") {
                  throw s.unexpected("\"auto\", \"advisory\" or \"lease\"");
                }
              }},
    known_key{"lock_timeout",
              [](const setting& s, config& c) { c.alembic.lock_timeout = s.duration(); }},
    known_key{"statement_lock_timeout",
              [](const setting& s, config& c) { c.alembic.statement_lock_timeout = s.duration(); }},
    known_key{"statement_timeout",
              [](const setting& s, config& c) { c.alembic.statement_timeout = s.duration(); }},
    known_key{"retries", [](const setting& s, config& c) { c.alembic.retries = s.number(0); }},
    known_key{"post_write_hooks",
              [](const setting& s, config& c) { c.alembic.post_write_hooks = s.strings(); }},
};

/// The text is expanded when all places of a URL are known.
url_setting url_setting_of(const setting& s, const config& c) {
  return {{.text = s.raw()}, to_string(s.position()), c.file.parent_path()};
}

constexpr std::array database_keys = {
    known_key{"url", [](const setting& s, config& c) { c.database.url = url_setting_of(s, c); }},
    known_key{"wait", [](const setting& s, config& c) { c.database.wait = s.duration(); }},
    known_key{"search_path",
              [](const setting& s, config& c) { c.database.search_path = s.name(); }},
    known_key{"role", [](const setting& s, config& c) { c.database.role = s.name(); }},
    known_key{"settings",
              [](const setting& s, config& c) { c.database.settings = s.server_settings(); }},
};

constexpr std::array schema_keys = {
    known_key{"target", [](const setting& s, config& c) { c.schema.target = s.path(); }},
    known_key{"target_sqlite",
              [](const setting& s, config& c) { c.schema.target_sqlite = s.path(); }},
    known_key{"target_postgresql",
              [](const setting& s, config& c) { c.schema.target_postgresql = s.path(); }},
    known_key{"command", [](const setting& s, config& c) { c.schema.command = s.name(); }},
    known_key{"scratch_url",
              [](const setting& s, config& c) { c.schema.scratch_url = url_setting_of(s, c); }},
    known_key{"private_server",
              [](const setting& s, config& c) { c.schema.private_server = s.boolean(); }},
    known_key{"schemas", [](const setting& s, config& c) { c.schema.schemas = s.strings(); }},
    known_key{"include", [](const setting& s, config& c) { c.schema.include = s.strings(); }},
    known_key{"exclude", [](const setting& s, config& c) { c.schema.exclude = s.strings(); }},
};

constexpr std::array user_columns_keys = {
    known_key{"id", [](const setting& s, config& c) { c.users.columns.id = s.name(); }},
    known_key{"username", [](const setting& s, config& c) { c.users.columns.username = s.name(); }},
    known_key{"email", [](const setting& s, config& c) { c.users.columns.email = s.name(); }},
    known_key{"password", [](const setting& s, config& c) { c.users.columns.password = s.name(); }},
    known_key{"created_at",
              [](const setting& s, config& c) { c.users.columns.created_at = s.name(); }},
    known_key{"updated_at",
              [](const setting& s, config& c) { c.users.columns.updated_at = s.name(); }},
};

void read_user_columns(const setting& s, config& c) {
  read_table(s.source(), "users.columns", s.node(), user_columns_keys, c);
}

constexpr std::array users_keys = {
    known_key{"table", [](const setting& s, config& c) { c.users.table = s.name(); }},
    known_key{"columns", [](const setting& s, config& c) { read_user_columns(s, c); }},
    known_key{"username_min_length",
              [](const setting& s, config& c) { c.users.username_min_length = s.number(0); }},
    known_key{"username_max_length",
              [](const setting& s, config& c) { c.users.username_max_length = s.number(1); }},
    known_key{"username_pattern",
              [](const setting& s, config& c) { c.users.username_pattern = s.pattern(); }},
    known_key{"password_min_length",
              [](const setting& s, config& c) { c.users.password_min_length = s.number(0); }},
};

struct known_table {
  std::string_view name;
  void (*read)(const config_source&, const toml::node&, config&);
};

constexpr std::array known_tables = {
    known_table{"alembic", [](const config_source& s, const toml::node& n,
                              config& c) { read_table(s, "alembic", n, alembic_keys, c); }},
    known_table{"database", [](const config_source& s, const toml::node& n,
                               config& c) { read_table(s, "database", n, database_keys, c); }},
    known_table{"fleet", read_fleets},
    known_table{"schema", [](const config_source& s, const toml::node& n,
                             config& c) { read_table(s, "schema", n, schema_keys, c); }},
    known_table{"serve", [](const config_source& s, const toml::node& n,
                            config& c) { read_table(s, "serve", n, serve_keys(), c); }},
    known_table{"users", [](const config_source& s, const toml::node& n,
                            config& c) { read_table(s, "users", n, users_keys, c); }},
};

toml::table parse_toml(const config_source& source) {
  try {
    return toml::parse(source.text, source.file);
  } catch (const toml::parse_error& e) {
    throw error_at(error_kind::config, source.position(e.source().begin),
                   fmt::format("This is not TOML: {}.", printable(e.description())));
  }
}

void read_tables(const config_source& source, config& result) {
  const toml::table root = parse_toml(source);
  for (const auto& [key, value] : root) {
    const std::string_view name = key.str();
    const auto known = std::find_if(known_tables.begin(), known_tables.end(),
                                    [&](const known_table& t) { return t.name == name; });
    if (known == known_tables.end()) {
      throw error_at(
          error_kind::config, source.position(key.source().begin),
          fmt::format("Unknown table or key {}. {}", quote(name), suggestion(name, known_tables)));
    }
    known->read(source, value, result);
  }
}

/// Something that cannot be looked at counts as there, so that reading it says why it cannot be.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::status(path, ignored).type() != fs::file_type::not_found;
}

/// Empty: it is missing, and may be.
fs::path find_file(const config_request& request) {
  if (request.file) return (request.working_folder / *request.file).lexically_normal();
  fs::path folder = request.working_folder.lexically_normal();
  for (;;) {
    if (is_there(folder / file_name)) return folder / file_name;
    if (folder == folder.parent_path()) break;
    folder = folder.parent_path();
  }
  if (request.file_may_be_missing) return {};
  throw error(error_kind::config,
              fmt::format("There is no {} in {} or in a folder above it.", file_name,
                          quote(request.working_folder.string())),
              {remedy::action::initialize_project});
}

std::string read(const fs::path& path) {
  try {
    return read_file(path);
  } catch (const error& e) {
    throw error(error_kind::config, e.what());
  }
}

fs::path dotenv_path(const config& config) { return config.file.parent_path() / ".env"; }

/// The first of the four places that has a URL; [database].url was read already.
void choose_url(const config_request& request, const variables& known, config& result) {
  std::optional<url_setting>& url = result.database.url;
  if (request.url) {
    url = {{.text = *request.url}, "The URL that was given", request.working_folder};
  } else if (const std::string* text = known.from_environment(url_variable)) {
    url = {{.text = *text}, std::string(url_variable), request.working_folder};
  } else if (const auto* variable = known.from_dotenv(url_variable)) {
    url = {variable->value, variable->position, result.file.parent_path()};
  } else if (url) {
    url->value = known.expand_url(url->value.text);
  }
}

void check_lengths(const config& config) {
  const users_config& users = config.users;
  if (users.username_min_length <= users.username_max_length.value_or(users.username_min_length)) {
    return;
  }
  throw error(error_kind::config,
              fmt::format("{}: 'username_min_length' under [users] is greater than "
                          "'username_max_length'.",
                          printable(config.file.string())));
}

void check_tables(const config& config) {
  const alembic_config& alembic = config.alembic;
  if (alembic.audit_table != alembic.version_table) return;
  throw error(error_kind::config,
              fmt::format("{}: 'audit_table' under [alembic] must be another table than "
                          "'version_table'.",
                          printable(config.file.string())));
}

void check_target(const config& config) {
  const schema_config& schema = config.schema;
  const bool has_target = schema.target || schema.target_sqlite || schema.target_postgresql;
  if (!has_target || schema.command.empty()) return;
  throw error(error_kind::config,
              fmt::format("{}: 'target' and 'command' under [schema] both say what the wanted "
                          "schema is; only one of them may be given.",
                          printable(config.file.string())));
}

/// As the XDG base directory specification says.
fs::path cache_folder(const variables& known) {
  const std::string* cache = known.from_environment("XDG_CACHE_HOME");
  if (cache != nullptr && fs::path(*cache).is_absolute()) return fs::path(*cache) / "fz";
  const std::string* home = known.from_environment("HOME");
  if (home != nullptr && fs::path(*home).is_absolute()) return fs::path(*home) / ".cache" / "fz";
  return {};
}

/// `planned`: what the file is going to say; nothing: it is there.
config load(const config_request& request, const std::optional<std::string>& planned) {
  config result;
  result.file = planned ? *request.file : find_file(request);
  result.cache_folder = cache_folder(variables(request.environment));
  if (result.file.empty()) {
    choose_url(request, variables(request.environment), result);
    return result;
  }
  result.alembic.script_location = result.file.parent_path() / "migrations";
  const std::string text = planned ? *planned : read(result.file);

  variables known(request.environment);
  const fs::path dotenv = dotenv_path(result);
  if (is_there(dotenv)) known.read_dotenv(read(dotenv), dotenv.string());
  read_tables({result.file.string(), result.file.parent_path(), text, known}, result);
  check_tables(result);
  check_lengths(result);
  check_target(result);
  if (auto& scratch = result.schema.scratch_url) scratch->value = known.expand(scratch->value.text);
  choose_url(request, known, result);
  choose_serve_settings(known, result.serve);
  return result;
}

}  // namespace

config load_config(const config_request& request) { return load(request, std::nullopt); }

config load_planned_config(const config_request& request, const std::string& text) {
  return load(request, text);
}

database_url configured_database(const config& config) {
  if (!config.database.url && config.file.empty()) {
    throw error(error_kind::config,
                fmt::format("No database URL is configured. The environment variable {} may name "
                            "one.",
                            url_variable),
                {remedy::action::configure_url});
  }
  if (!config.database.url) {
    throw error(
        error_kind::config,
        fmt::format("No database URL is configured. It may be in the environment variable {}, in "
                    "{} as {}, or in {} as 'url' under [database].",
                    url_variable, quote(dotenv_path(config).string()), url_variable,
                    quote(config.file.string())),
        {remedy::action::configure_url});
  }
  return parse_url_setting(*config.database.url);
}

database_url parse_url_setting(const url_setting& url) {
  if (!url.value.problem.empty()) {
    throw error(error_kind::config, fmt::format("{}: {}", url.origin, url.value.problem));
  }
  try {
    return parse_database_url(url.value.text, url.relative_to);
  } catch (const error& e) {
    throw error(error_kind::config, fmt::format("{}: {}", url.origin, e.what()));
  }
}

const std::vector<std::string>& file_template_tokens() {
  static const std::vector<std::string> tokens = {"rev",  "slug",   "year",   "month", "day",
                                                  "hour", "minute", "second", "epoch"};
  return tokens;
}

}  // namespace fz
