#include "core/runtime/open_engine.hpp"

#include "core/database/postgresql/catalog.hpp"
#include "core/database/sqlite/catalog.hpp"
#include "core/database/sqlite/connection.hpp"
#include "core/runtime/postgresql_options.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <string>

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

}  // namespace fz
