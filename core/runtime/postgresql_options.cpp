#include "core/runtime/postgresql_options.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

namespace fz {
namespace {

std::string in_milliseconds(std::chrono::milliseconds time) {
  return fmt::format("{}ms", time.count());
}

void add_parameter(postgresql_options& options, const char* name, const std::string& value) {
  if (!value.empty()) options.parameters.emplace_back(name, value);
}

}  // namespace

postgresql_options postgresql_options_of(const database_url& url, access what,
                                         const config& settings) {
  postgresql_options options;
  options.shown_as = to_string(url);
  options.wait = settings.database.wait;
  add_parameter(options, "user", url.user);
  add_parameter(options, "password", url.password);
  add_parameter(options, "host", url.host);
  add_parameter(options, "port", url.port);
  add_parameter(options, "dbname", url.database);
  for (const auto& parameter : url.query) options.parameters.push_back(parameter);

  const auto set = [&](std::string name, std::string wanted) {
    options.settings.push_back({std::move(name), std::move(wanted)});
  };
  // Without it the server works on for a client that is gone. Since PostgreSQL 14, and not on every
  // system.
  options.settings.push_back({"client_connection_check_interval", "1s", false});
  if (what == access::look) set("default_transaction_read_only", "on");
  const alembic_config& runs = settings.alembic;
  set("lock_timeout", in_milliseconds(runs.statement_lock_timeout));
  if (runs.statement_timeout) set("statement_timeout", in_milliseconds(*runs.statement_timeout));
  if (!settings.database.role.empty()) set("role", settings.database.role);
  if (!settings.database.search_path.empty()) set("search_path", settings.database.search_path);
  for (const auto& [name, wanted] : settings.database.settings) set(name, wanted);
  return options;
}

}  // namespace fz
