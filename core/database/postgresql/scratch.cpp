#include "core/database/postgresql/scratch.hpp"

#include "core/async/sleep.hpp"
#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/identity.hpp"
#include "core/util/sha256.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>
#include <random>
#include <string_view>
#include <unistd.h>

namespace fz::postgresql {
namespace {

constexpr std::string_view prefix = "fz_scratch_";

/// So that a database whose comment was never written is known to be this host's.
std::string host_mark() { return sha256(own_identity().host).substr(0, 6); }

bool is_alive(pid_t process) { return ::kill(process, 0) == 0 || errno != ESRCH; }

/// True if the process in the name is one of this host and has ended.
bool is_left_by_dead_process(std::string_view name) {
  name.remove_prefix(prefix.size());
  const std::size_t end = name.find('_');
  if (end == std::string_view::npos) return false;
  pid_t process = 0;
  std::from_chars(name.data(), name.data() + end, process);
  return process > 0 && name.substr(end + 1).starts_with(host_mark()) && !is_alive(process);
}

/// Databases without a connection, with whether their comment says more than a day ago.
const char* const unused = R"(select d.datname as name,
  coalesce((substring(shobj_description(d.oid, 'pg_database') from 'made at epoch (\d+)'))::int8
           < extract(epoch from now()) - 86400, false) as old
from pg_database d where d.datname like 'fz\_scratch\_%' and pg_has_role(d.datdba, 'usage')
  and not exists (select from pg_stat_activity a where a.datid = d.oid))";

const char* const facts = R"(select
  (r.rolcreatedb or r.rolsuper) and not pg_is_in_recovery() as may_create,
  concat_ws('|', version(), current_user, current_setting('search_path'),
    (select concat_ws(' ', encoding, datcollate, datctype) from pg_database
     where datname = 'template0'),
    (select string_agg(name || ' ' || default_version, ',' order by name)
     from pg_available_extensions()),
    (select string_agg(rolname, ',' order by rolname) from pg_roles)) as fingerprint
from pg_roles r where r.rolname = current_user)";

no_scratch_database no_rights() {
  return {
      "The role may not create databases on this server, and a schema must be loaded into one to "
      "be compared.",
      {scratch_remedy::grant_createdb, scratch_remedy::other_server,
       scratch_remedy::private_server}};
}

/// fz has closed its sessions there; the server ends them a moment later. Those that are ended by
/// force stand in its log as fatal.
task<> wait_for_sessions(connection& server, const std::string& name) {
  constexpr std::chrono::milliseconds between_looks(2);
  constexpr int looks = 50;
  for (int left = looks; left > 0; --left) {
    statement sessions("SELECT 1 FROM pg_catalog.pg_stat_activity WHERE datname = $1 LIMIT 1",
                       {name});
    const std::vector<row> found = co_await server.query(std::move(sessions));
    if (found.empty()) co_return;
    co_await sleep(between_looks);
  }
}

bool may_not(const database_error& failure) { return failure.what_happened().sqlstate == "42501"; }

}  // namespace

task<std::string> check_scratch_server(connection& server) {
  const std::vector<row> found = co_await server.query(facts);
  if (found.empty() || found[0].integer("may_create") == 0) throw no_rights();
  co_return found[0].text("fingerprint");
}

std::string new_scratch_name() {
  std::random_device random;
  return fmt::format("{}{}_{}{:08x}", prefix, ::getpid(), host_mark(), random());
}

task<> create_scratch_database(connection& server, std::string name) {
  std::vector<statement> both;
  both.emplace_back("CREATE DATABASE " + quote_identifier(name) + " TEMPLATE template0");
  const std::string comment =
      fmt::format("scratch database of fz, process {} on {}, made at epoch {}", ::getpid(),
                  own_identity().host, std::time(nullptr));
  both.emplace_back("COMMENT ON DATABASE " + quote_identifier(name) + " IS " +
                    string_literal(comment));
  answers given = co_await server.query_each(std::move(both));
  const auto refused = find_database_error(given.at(0).failure());
  if (refused && may_not(*refused)) {
    throw no_rights();
  }
  for (auto& each : given) each.take();
}

task<> drop_scratch_database(connection& server, std::string name) {
  co_await wait_for_sessions(server, name);
  co_await server.execute("DROP DATABASE IF EXISTS " + quote_identifier(name) + " WITH (FORCE)");
}

task<> drop_stale_scratch_databases(connection& server) {
  const std::vector<row> found = co_await server.query(unused);
  for (const row& each : found) {
    const std::string& name = each.text("name");
    if (each.integer("old") == 0 && !is_left_by_dead_process(name)) continue;
    // Another run may have been faster, or be connected by now.
    outcome<std::uint64_t> dropped;
    co_await dropped.capture(server.execute("DROP DATABASE IF EXISTS " + quote_identifier(name)));
  }
}

}  // namespace fz::postgresql
