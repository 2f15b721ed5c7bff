#include "core/runtime/postgresql_options.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>

namespace fz {
namespace {

std::string in_milliseconds(std::chrono::milliseconds time) {
  return fmt::format("{}ms", time.count());
}

void add_parameter(postgresql::options& options, const char* name, const std::string& value) {
  if (!value.empty()) options.parameters.emplace_back(name, value);
}

}  // namespace

postgresql::options postgresql_options_of(const database_url& url, access what,
                                          const config& settings) {
  postgresql::options options;
  options.shown_as = to_string(url);
  options.wait = settings.database.wait;
  add_parameter(options, "user", url.user);
  add_parameter(options, "password", url.password);
  add_parameter(options, "host", url.host);
  add_parameter(options, "port", url.port);
  add_parameter(options, "dbname", url.database);
  for (const auto& parameter : url.query) options.parameters.push_back(parameter);

  using need = postgresql::options::setting::need;
  const auto set = [&](std::string name, std::string wanted, need how) {
    options.settings.push_back({std::move(name), std::move(wanted), how});
  };
  // Without it the server works on for a client that is gone. Since PostgreSQL 14, and not on every
  // system.
  set("client_connection_check_interval", "1s", need::optional);
  // As the splitter reads strings, whatever the server's default is.
  set("standard_conforming_strings", "on", need::optional);
  // The session that holds the migration lock, and the one that waits for it, may be idle for long.
  set("idle_session_timeout", "0", need::optional);
  if (what == access::look) set("default_transaction_read_only", "on", need::usual);
  const alembic_config& runs = settings.alembic;
  set("lock_timeout", in_milliseconds(runs.statement_lock_timeout), need::usual);
  if (runs.statement_timeout) {
    set("statement_timeout", in_milliseconds(*runs.statement_timeout), need::usual);
  }
  for (session_setting& each : asked_for_settings(settings.database)) {
    set(std::move(each.name), std::move(each.value), need::asked_for);
  }
  return options;
}

std::vector<session_setting> asked_for_settings(const database_config& settings) {
  std::vector<session_setting> wanted;
  if (!settings.role.empty()) wanted.push_back({"role", settings.role});
  if (!settings.search_path.empty()) wanted.push_back({"search_path", settings.search_path});
  for (const auto& [name, text] : settings.settings) wanted.push_back({name, text});
  return wanted;
}

}  // namespace fz
