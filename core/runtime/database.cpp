#include "core/runtime/database.hpp"

#include "core/database/database_error.hpp"
#include "core/database/postgresql/catalog.hpp"
#include "core/database/sqlite/catalog.hpp"
#include "core/database/sqlite/connection.hpp"
#include "core/runtime/postgresql_options.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace fz {
namespace {

/// More than a migration needs; a fleet opens one engine a database.
constexpr std::size_t connections_at_once = 5;

error bad_parameter(std::string_view name, std::string_view value, std::string_view expected) {
  return error(error_kind::config, fmt::format("The database URL has {}={}: expected {}.",
                                               printable(name), printable(value), expected));
}

/// `timeout` in seconds, as Python's sqlite3.connect() takes it.
std::chrono::milliseconds parse_timeout(const std::string& text) {
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, seconds);
  if (problem != std::errc{} || stop != end || !(seconds >= 0 && seconds <= 1e6)) {
    throw bad_parameter("timeout", text, "a number of seconds");
  }
  return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

sqlite::options::access parse_mode(const std::string& mode, access what) {
  using sqlite_access = sqlite::options::access;
  if (mode == "ro" || what == access::look) return sqlite_access::read_only;
  if (mode == "rw" || what == access::existing) return sqlite_access::existing;
  if (mode == "rwc" || mode == "memory") return sqlite_access::create;
  throw bad_parameter("mode", mode, "ro, rw, rwc or memory");
}

sqlite::options sqlite_options_of(const database_url& url, access what,
                                  std::chrono::milliseconds lock_timeout) {
  sqlite::options options;
  if (!url.is_memory()) options.path = url.path;
  options.how = parse_mode(url.query_value("mode").value_or("rwc"), what);
  options.lock_timeout = lock_timeout;
  for (const auto& [name, value] : url.query) {
    if (name == "timeout") {
      options.lock_timeout = parse_timeout(value);
    } else if (name != "mode" && name != "uri" && name != "cache") {
      throw error(error_kind::config,
                  fmt::format("The database URL has a parameter {} that fz does not know for "
                              "SQLite. It knows timeout (seconds) and mode (ro, rw, rwc, memory).",
                              quote(name)));
    }
  }
  return options;
}

/// What a project for both kinds of database says to the server alone.
void report_settings_without_effect(const database_config& settings, reporter& to) {
  std::vector<std::string> names;
  if (!settings.search_path.empty()) names.emplace_back("search_path");
  if (!settings.role.empty()) names.emplace_back("role");
  for (const auto& [name, value] : settings.settings) names.push_back(name);
  if (names.empty()) return;
  to.log(log_level::debug, "command",
         fmt::format("Without effect on SQLite: {}", enumerate(names)));
}

}  // namespace

std::unique_ptr<engine> open_engine(const database_url& url, access what, const config& settings,
                                    thread_pool& pool, reporter& reporter) {
  if (url.dialect == dialect::postgresql) {
    return std::make_unique<engine>(
        postgresql::connector_for(postgresql_options_of(url, what, settings), pool, reporter),
        connections_at_once, engine::sharing::exclusive);
  }
  const auto sharing = url.is_memory() ? engine::sharing::shared : engine::sharing::exclusive;
  return std::make_unique<engine>(
      sqlite::connector_for(sqlite_options_of(url, what, settings.alembic.lock_timeout), pool),
      connections_at_once, sharing);
}

const catalog& catalog_of(dialect d) {
  return d == dialect::postgresql ? postgresql::server_catalog() : sqlite::file_catalog();
}

database::database(database_url url, config settings, thread_pool& pool, fz::reporter& to)
    : source_(source{std::move(url), std::move(settings), pool}),
      dialect_(source_->url.dialect),
      name_(printable(to_string(source_->url))),
      reporter_(to),
      lock_file_(lock_file_of(source_->url)) {}

database::database(engine& opened, fz::dialect d, std::string name, fz::reporter& to,
                   std::filesystem::path lock_file)
    : opened_(&opened),
      dialect_(d),
      name_(std::move(name)),
      reporter_(to),
      lock_file_(std::move(lock_file)) {}

task<pooled_connection> database::connect(access what) { return engine_for(what).connect(); }

engine& database::engine_for(access what) {
  if (opened_ != nullptr) return *opened_;
  if (source_->url.is_memory()) what = access::change;  // another engine would open another one
  std::unique_ptr<engine>& kept = engines_.at(static_cast<std::size_t>(what));
  if (!kept) {
    reporter_.log(log_level::debug, "command", "Connecting to " + name_);
    if (dialect_ == dialect::sqlite) {
      report_settings_without_effect(source_->settings.database, reporter_);
    }
    kept = open_engine(source_->url, what, source_->settings, source_->pool, reporter_);
  }
  return *kept;
}

std::filesystem::path lock_file_of(const database_url& url) {
  if (url.dialect != dialect::sqlite || url.is_memory()) return {};
  return url.path.string() + "-fz-lock";
}

bool is_missing_database(const std::exception_ptr& failure) {
  return condition_of(failure) == database_condition::no_database;
}

}  // namespace fz
