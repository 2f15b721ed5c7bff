#pragma once

#include "core/config/variables.hpp"
#include "core/database/database_url.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// Each revision in a transaction of its own, or the whole command in one.
enum class transaction_scope { each, all };

/// How runners on a server exclude each other: by the server's advisory locks, or by a row beside
/// the version table; automatic: as the server can.
enum class server_lock { automatic, advisory, lease };

/// [alembic] of alembic.toml. Paths are absolute.
struct alembic_config {
  std::filesystem::path script_location;  ///< "migrations" beside the file
  std::vector<std::filesystem::path> version_locations = {};
  std::string file_template = "{rev}_{slug}";  ///< see file_template_tokens()
  std::size_t truncate_slug_length = 40;
  std::string timezone = "UTC";  ///< "UTC", "local" or a name of the IANA database that exists here
  std::string version_table = "alembic_version";
  std::string version_table_schema = {};  ///< empty: the connection's own
  std::string audit_table = {};           ///< empty: no history is kept
  transaction_scope transaction = transaction_scope::each;
  std::chrono::milliseconds lock_timeout{60'000};  ///< how long to wait for another runner
  server_lock migration_lock = server_lock::automatic;
  /// How long a statement waits for a lock before its step is rolled back and tried again; 0: for
  /// ever.
  std::chrono::milliseconds statement_lock_timeout{10'000};
  /// How often a step is tried again whose statement waited for that long.
  std::size_t retries = 5;
  /// How long a statement may take; 0: as long as it wants; nothing: as the server has it.
  std::optional<std::chrono::milliseconds> statement_timeout = {};
  std::vector<std::string> post_write_hooks = {};
};

/// [users] of alembic.toml.
struct users_config {
  /// [users.columns]
  struct columns_config {
    std::string id = "id";
    std::string username = "username";
    std::string email = "email";
    std::string password = "password";
    std::string created_at = "created_at";
    std::string updated_at = "updated_at";
  };

  std::string table = "users";  ///< may be qualified: "schema.users"
  columns_config columns = {};
  std::size_t username_min_length = 0;                  ///< characters
  std::optional<std::size_t> username_max_length = {};  ///< characters; nothing: any number
  std::string username_pattern = {};    ///< a regular expression (ECMAScript); empty: any name
  std::size_t password_min_length = 0;  ///< characters
};

/// The database URL as configured, not yet looked at: many commands need none.
struct url_setting {
  expanded value;
  std::string origin;  ///< "--url", "DATABASE_URL", "/app/.env:3", "/app/alembic.toml:2:7"
  std::filesystem::path relative_to;  ///< where a relative SQLite path starts
};

/// [database] of alembic.toml. What only a server knows counts for nothing on SQLite.
struct database_config {
  std::optional<url_setting> url = {};
  /// How long to wait for a server that is still starting; 0: not at all.
  std::chrono::milliseconds wait{0};
  std::string search_path = {};  ///< "app, public" as SET takes it; empty: as the server has it
  std::string role = {};         ///< who to be after logging in; empty: who logged in
  std::map<std::string, std::string> settings = {};  ///< any setting of the server
};

/// A value that may come from the environment, .env or alembic.toml, not yet looked at.
struct sourced_text {
  std::string text = {};
  std::string origin = {};   ///< "SECRET_KEY", "/app/.env:3", "/app/alembic.toml:9:14"
  std::string problem = {};  ///< why there is no text; empty: all is well
};

/// [serve] of alembic.toml.
struct serve_config {
  std::string host = "127.0.0.1";  ///< an IP address of this machine, or localhost
  std::uint16_t port = 8000;       ///< 0: any that is free
  std::optional<sourced_text> secret_key = {};
  std::optional<sourced_text> algorithm = {};
  std::optional<sourced_text> access_token_expire_minutes = {};
  /// Who may use the administration page: addresses, or names (without an @).
  std::vector<std::string> admins = {};
  std::size_t max_header = std::size_t{96} * 1024;  ///< bytes
  std::size_t max_body = std::size_t{1024} * 1024;  ///< bytes
  std::size_t max_connections = 1000;
  std::size_t waiting_logins = 64;  ///< passwords that may wait to be hashed
  std::chrono::milliseconds header_timeout{10'000};
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{5'000};
  std::chrono::milliseconds shutdown_timeout{10'000};
  std::size_t login_attempts = 0;  ///< failed ones within the window; 0: any number
  std::chrono::milliseconds login_window{60'000};
  std::string access_log = "-";  ///< a file, "-" for stderr, "" for none
  bool access_log_is_json = false;
};

/// [fleet] or [fleet.NAME] of alembic.toml: many databases, and how a run goes through them. The
/// first six say where the targets come from; all of them are used.
struct fleet_config {
  std::string origin = {};                            ///< "/app/alembic.toml:9:1"
  std::optional<std::filesystem::path> targets = {};  ///< a file with a target a line
  std::vector<std::string> files = {};  ///< SQLite files: patterns, from the folder of alembic.toml
  std::optional<url_setting> database = {};    ///< the one that is asked for targets
  std::string query = {};                      ///< gives URLs, or values for the template
  std::string url_template = {};               ///< with ${COLUMN}
  std::vector<std::string> schemas = {};       ///< patterns; each schema is a target
  std::map<std::string, expanded> known = {};  ///< what `${NAME}`s in the template are otherwise
  std::string search_path = {};  ///< of a schema's target, with ${schema}; empty: the schema alone

  std::optional<std::size_t> jobs = {};
  std::optional<std::size_t> jobs_per_server = {};
  std::string canary = {};  ///< a number, a label (plan=free) or names with commas
  std::string waves = {};   ///< "1%, 10%, rest"
  std::string gate = {};    ///< a command between waves
  std::optional<std::chrono::milliseconds> pause = {};  ///< between waves
  std::string max_failures = {};                        ///< "5" or "2%"
  std::optional<std::size_t> connect_retries = {};
  std::optional<url_setting> coordinate = {};           ///< where several processes share a run
  std::optional<std::chrono::milliseconds> lease = {};  ///< of a process that shares a run
};

/// [schema] of alembic.toml. Paths are absolute.
struct schema_config {
  /// The wanted schema as SQL, a file or a folder; nothing: what the revisions lead to.
  std::optional<std::filesystem::path> target = {};
  /// In place of `target` for one kind of database.
  std::optional<std::filesystem::path> target_sqlite = {};
  std::optional<std::filesystem::path> target_postgresql = {};
  std::string command = {};                     ///< prints the wanted schema instead; for the shell
  std::optional<url_setting> scratch_url = {};  ///< where scratch databases are made
  bool private_server = false;                  ///< where no server lets us, one may be started
  std::vector<std::string> schemas = {};        ///< PostgreSQL: those that are read; empty: all
  std::vector<std::string> include = {};        ///< patterns, see schema_filter
  std::vector<std::string> exclude = {};
};

struct config {
  std::filesystem::path file;  ///< absolute path of alembic.toml
  /// Where what can be computed again is kept; empty: nowhere.
  std::filesystem::path cache_folder;
  alembic_config alembic;
  database_config database;
  schema_config schema;
  users_config users;
  serve_config serve;
  std::map<std::string, fleet_config> fleets = {};  ///< by name; "": [fleet] itself
};

/// What load_config() starts from.
struct config_request {
  std::filesystem::path working_folder;       ///< absolute
  std::optional<std::filesystem::path> file;  ///< -c FILE
  std::optional<std::string> url;             ///< --url URL
  environment_variables environment;
  /// Without an alembic.toml everything has its default, and only `url` and the environment say
  /// which database it is. One that is named must be there.
  bool file_may_be_missing = false;
};

/// Reads alembic.toml, found in the working folder or its nearest parent unless named, and .env
/// beside it. Throws error(config): no such file, a file that cannot be read, an unknown key, a
/// value that does not fit, `${NAME}` without such a variable; with file, line, column and what was
/// expected. The database URL alone is not checked here.
config load_config(const config_request& request);

/// The configured database. Throws error(config) that names its origin if the URL is wrong, or the
/// places where one may stand if there is none.
database_url configured_database(const config& config);

/// The database that `url` says, of a key such as 'scratch_url'. Throws error(config) that names
/// its origin.
database_url parse_url_setting(const url_setting& url);

/// The tokens that may stand in braces in file_template: rev, slug, year, …
const std::vector<std::string>& file_template_tokens();

}  // namespace fz
