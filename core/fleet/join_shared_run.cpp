#include "core/fleet/join_shared_run.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace fz {
namespace {

using json = nlohmann::json;

/// The name of the lock under which tables are made and runs begin.
constexpr std::int64_t join_key = 0x667a'666c'6565'7401;

constexpr std::array tables = {
    "CREATE TABLE IF NOT EXISTS fz_fleet_run ("
    "run bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, fleet text NOT NULL, "
    "name text NOT NULL, goal text NOT NULL, rollout text NOT NULL, targets text NOT NULL, "
    "revisions text NOT NULL, begun timestamptz NOT NULL DEFAULT clock_timestamp(), "
    "wave integer NOT NULL DEFAULT 0, gate_worker text, failed bigint NOT NULL DEFAULT 0, "
    "failures_allowed bigint, stopped text, ended timestamptz)",
    "CREATE TABLE IF NOT EXISTS fz_fleet_worker ("
    "worker text PRIMARY KEY, run bigint NOT NULL REFERENCES fz_fleet_run ON DELETE CASCADE, "
    "shown text NOT NULL, expires timestamptz NOT NULL)",
    "CREATE TABLE IF NOT EXISTS fz_fleet_target ("
    "run bigint NOT NULL REFERENCES fz_fleet_run ON DELETE CASCADE, number integer NOT NULL, "
    "name text NOT NULL, wave integer NOT NULL, server text NOT NULL, "
    "state text NOT NULL DEFAULT 'waiting', worker text, shown text, outcome text, "
    "PRIMARY KEY (run, number))",
    "CREATE INDEX IF NOT EXISTS fz_fleet_target_waiting ON fz_fleet_target "
    "(run, wave, server, number) WHERE state = 'waiting'"};

/// "[{"number": 3, …}, …]": the rows of the targets of a new run.
std::string rows_of(const std::vector<fleet_target>& targets, const std::vector<wave>& waves) {
  json rows = json::array();
  for (std::size_t w = 0; w < waves.size(); ++w) {
    for (const std::size_t index : waves[w].targets) {
      rows.push_back({{"number", index},
                      {"name", targets[index].name},
                      {"wave", w},
                      {"server", server_of(url_of(targets[index]))}});
    }
  }
  return rows.dump(-1, ' ', true, json::error_handler_t::replace);
}

/// What keeps a process out of a run that is under way; empty: nothing.
std::string difference(const row& run, const shared_run_terms& terms) {
  if (run.text("goal") != terms.goal) return fmt::format("this one is to {}", terms.goal);
  if (run.text("targets") != terms.targets) return "this one has another list of targets";
  if (run.text("revisions") != terms.revisions) return "this one has other revisions";
  if (run.text("name") != terms.name) {
    return fmt::format("it is called {}, and this one {}", quote(run.text("name")),
                       quote(terms.name));
  }
  if (run.text("rollout") != terms.rollout) {
    return fmt::format("it was begun with {}, and this one with {}", run.text("rollout"),
                       terms.rollout);
  }
  return {};
}

error another_run(const row& run, const std::string& why) {
  return error(error_kind::config,
               fmt::format("Another run of this fleet is under way in the coordinating database: "
                           "{}, begun at {}. This process cannot take part in it: {}.",
                           printable(run.text("goal")), run.text("begun"), printable(why)));
}

/// Only where they are missing: a role that may not create tables can take part.
task<> make_tables(connection& on) {
  std::string question = "SELECT (to_regclass('fz_fleet_target') IS NOT NULL)::int";
  const std::vector<row> there = co_await on.query(std::move(question));
  if (there.at(0)[0] == value(std::int64_t{1})) co_return;
  for (const char* each : tables) {
    std::string sql = each;
    co_await on.execute(std::move(sql));
  }
}

task<std::int64_t> begin(connection& on, const shared_run_terms& terms,
                         const std::vector<fleet_target>& targets, const std::vector<wave>& waves) {
  std::string removal =
      "DELETE FROM fz_fleet_run r WHERE fleet = $1 AND NOT EXISTS (SELECT FROM fz_fleet_worker w "
      "WHERE w.run = r.run AND w.expires > clock_timestamp())";
  parameters whose{terms.fleet};
  co_await on.execute(std::move(removal), std::move(whose));
  std::string creation =
      "INSERT INTO fz_fleet_run (fleet, name, goal, rollout, targets, revisions, failures_allowed) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING run";
  value allowed = null;
  if (terms.failures_allowed) allowed = static_cast<std::int64_t>(*terms.failures_allowed);
  parameters values{terms.fleet,   terms.name,      terms.goal, terms.rollout,
                    terms.targets, terms.revisions, allowed};
  const std::vector<row> made = co_await on.query(std::move(creation), std::move(values));
  const std::int64_t run = made.at(0).integer("run");
  std::string filling =
      "INSERT INTO fz_fleet_target (run, number, name, wave, server) "
      "SELECT $1, number, name, wave, server FROM json_to_recordset($2::json) "
      "AS t (number integer, name text, wave integer, server text)";
  parameters rows{run, rows_of(targets, waves)};
  co_await on.execute(std::move(filling), std::move(rows));
  co_return run;
}

/// The last run of the fleet; nothing: there was none.
task<std::optional<row>> last_run(connection& on, const std::string& fleet) {
  std::string sql =
      "SELECT run, name, goal, rollout, targets, revisions, "
      "to_char(begun, 'YYYY-MM-DD HH24:MI:SS') AS begun, (ended IS NOT NULL)::int AS ended, "
      "(stopped IS NOT NULL)::int AS stopped, (SELECT count(*) FROM fz_fleet_worker w "
      "WHERE w.run = r.run AND w.expires > clock_timestamp()) AS workers "
      "FROM fz_fleet_run r WHERE fleet = $1 ORDER BY run DESC LIMIT 1";
  parameters values{fleet};
  std::vector<row> rows = co_await on.query(std::move(sql), std::move(values));
  if (rows.empty()) co_return std::nullopt;
  co_return std::move(rows.front());
}

/// True if a process with these terms takes part in the run; false: it begins another one. Throws
/// if it may do neither.
bool may_join(const row& run, const shared_run_terms& terms) {
  const std::string why = difference(run, terms);
  const bool is_under_way = run.integer("ended") == 0 && run.integer("workers") > 0;
  if (is_under_way) {
    if (!why.empty()) throw another_run(run, why);
    if (terms.begins_anew) throw another_run(run, "a run that others work on cannot begin anew");
    return true;
  }
  if (!why.empty() || terms.begins_anew) return false;
  if (run.integer("ended") == 1) return !terms.name.empty();
  return run.integer("stopped") == 0;
}

}  // namespace

task<std::int64_t> find_or_begin_run(connection& on, const shared_run_terms& terms,
                                     const std::vector<fleet_target>& targets,
                                     const std::vector<wave>& waves) {
  std::string lock = fmt::format("SELECT pg_catalog.pg_advisory_xact_lock({})::text", join_key);
  co_await on.query(std::move(lock));
  co_await make_tables(on);
  const std::optional<row> last = co_await last_run(on, terms.fleet);
  if (last && may_join(*last, terms)) co_return last->integer("run");
  co_return co_await begin(on, terms, targets, waves);
}

}  // namespace fz
