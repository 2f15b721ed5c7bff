#include "core/fleet/shared_run.hpp"

#include "core/fleet/join_shared_run.hpp"
#include "core/util/error.hpp"
#include "core/util/identity.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace fz {
namespace {

using json = nlohmann::json;

/// A worker of the target `t` whose lease has not run out.
constexpr const char* live_worker =
    "EXISTS (SELECT FROM fz_fleet_worker w WHERE w.worker = {} AND w.expires > clock_timestamp())";

std::string is_live(const char* worker) { return fmt::format(fmt::runtime(live_worker), worker); }

std::vector<std::size_t> numbers_of(const std::vector<row>& rows) {
  std::vector<std::size_t> numbers;
  for (const row& each : rows) {
    numbers.push_back(static_cast<std::size_t>(each.integer("number")));
  }
  return numbers;
}

std::size_t count_in(const row& r, std::string_view column) {
  return static_cast<std::size_t>(r.integer(column));
}

target_phase phase_of(const std::string& word) {
  if (word == "done") return target_phase::done;
  return word == "failed" ? target_phase::failed : target_phase::waiting;
}

shared_result result_of(const row& r) {
  shared_result result;
  result.phase = phase_of(r.text("state"));
  if (!is_null(r["shown"])) result.worker = r.text("shown");
  if (!is_null(r["outcome"])) read_row_text(r.text("outcome"), result.state, result.outcome);
  result.state.phase = result.phase;
  return result;
}

}  // namespace

shared_run::shared_run(database& where, std::chrono::milliseconds lease)
    : where_(where), lease_(lease), worker_(random_name()), shown_(process_name()) {}

task<std::vector<row>> shared_run::ask(std::string sql, parameters values) {
  const pooled_connection lent = co_await where_.connect(access::existing);
  co_return co_await lent->query(std::move(sql), std::move(values));
}

std::string shared_run::lease_end() const {
  return fmt::format("clock_timestamp() + interval '{} milliseconds'", lease_.count());
}

task<> shared_run::join(shared_run_terms terms, const std::vector<fleet_target>& targets,
                        const std::vector<wave>& waves) {
  const pooled_connection lent = co_await where_.connect(access::existing);
  const auto body = [&]() -> task<> {
    run_ = co_await find_or_begin_run(*lent, terms, targets, waves);
    std::string sql = fmt::format(
        "INSERT INTO fz_fleet_worker VALUES ($1, $2, $3, {}) "
        "ON CONFLICT (worker) DO UPDATE SET run = excluded.run",
        lease_end());
    parameters values{worker_, run_, shown_};
    co_await lent->execute(std::move(sql), std::move(values));
  };
  co_await lent->transaction(body);
}

task<std::size_t> shared_run::renew() {
  std::string renewal = fmt::format(
      "INSERT INTO fz_fleet_worker VALUES ($1, $2, $3, {}) ON CONFLICT (worker) "
      "DO UPDATE SET expires = excluded.expires RETURNING worker",
      lease_end());
  parameters values{worker_, run_, shown_};
  co_await ask(std::move(renewal), std::move(values));
  std::string release = fmt::format(
      "UPDATE fz_fleet_target t SET state = 'waiting', worker = NULL "
      "WHERE t.run = $1 AND t.state = 'claimed' AND NOT {} RETURNING number",
      is_live("t.worker"));
  parameters whose{run_};
  const std::vector<row> freed = co_await ask(std::move(release), std::move(whose));
  co_return freed.size();
}

task<std::vector<std::size_t>> shared_run::claim(std::size_t wave, const free_room& room) {
  json wanted = json::array();
  for (const free_room::server& each : room.servers) {
    wanted.push_back({{"server", each.name}, {"room", each.targets}});
  }
  // FOR SHARE: a failure that stops the run and a claim come one after the other.
  std::string sql =
      "WITH run AS (SELECT run, wave FROM fz_fleet_run WHERE run = $1 AND wave = $2 "
      "AND stopped IS NULL AND ended IS NULL FOR SHARE), "
      "next AS (SELECT c.number FROM run, "
      "json_to_recordset($3::json) AS s (server text, room integer), "
      "LATERAL (SELECT number FROM fz_fleet_target f WHERE f.run = run.run AND f.wave = run.wave "
      "AND f.server = s.server AND f.state = 'waiting' ORDER BY number LIMIT s.room "
      "FOR UPDATE SKIP LOCKED) c LIMIT $6) "
      "UPDATE fz_fleet_target t SET state = 'claimed', worker = $4, shown = $5 FROM next "
      "WHERE t.run = $1 AND t.number = next.number RETURNING t.number";
  parameters values{run_,   static_cast<std::int64_t>(wave),        wanted.dump(), worker_,
                    shown_, static_cast<std::int64_t>(room.targets)};
  co_return numbers_of(co_await ask(std::move(sql), std::move(values)));
}

task<std::vector<std::size_t>> shared_run::claimed() {
  std::string sql =
      "SELECT number FROM fz_fleet_target WHERE run = $1 AND state = 'claimed' AND worker = $2";
  parameters values{run_, worker_};
  co_return numbers_of(co_await ask(std::move(sql), std::move(values)));
}

task<> shared_run::keep(const std::vector<shared_end>& ends, bool is_canary) {
  json list = json::array();
  for (const shared_end& each : ends) {
    list.push_back({{"number", each.target},
                    {"state", state_word(each.state.phase)},
                    {"outcome", to_row_text(each.state, each.outcome)}});
  }
  std::string sql =
      "WITH ends AS (SELECT * FROM json_to_recordset($3::json) "
      "AS e (number integer, state text, outcome text)), "
      "kept AS (UPDATE fz_fleet_target t SET state = e.state, outcome = e.outcome, worker = NULL "
      "FROM ends e WHERE t.run = $1 AND t.number = e.number AND t.worker = $2 "
      "AND t.state = 'claimed' RETURNING e.state), "
      "bad AS (SELECT count(*) AS failures FROM kept WHERE state = 'failed') "
      "UPDATE fz_fleet_run r SET failed = r.failed + bad.failures, "
      "stopped = coalesce(r.stopped, CASE WHEN $4::int = 1 THEN 'A target of the canary failed.' "
      "WHEN r.failed + bad.failures > r.failures_allowed THEN "
      "format('%s failed, and the run allows %s.', CASE r.failed + bad.failures WHEN 1 "
      "THEN '1 target' ELSE (r.failed + bad.failures) || ' targets' END, r.failures_allowed) END) "
      "FROM bad WHERE r.run = $1 AND bad.failures > 0 RETURNING r.run";
  parameters values{run_, worker_, list.dump(), std::int64_t{is_canary ? 1 : 0}};
  co_await ask(std::move(sql), std::move(values));
}

task<shared_run_state> shared_run::state(std::size_t wave) {
  std::string sql =
      "SELECT r.wave, r.stopped, "
      "(SELECT count(*) FROM fz_fleet_worker w WHERE w.run = $1 AND w.expires > clock_timestamp()) "
      "AS workers, c.* FROM fz_fleet_run r, LATERAL (SELECT "
      "count(*) FILTER (WHERE t.wave = $2 AND state IN ('waiting', 'claimed')) AS open, "
      "count(*) FILTER (WHERE state = 'claimed') AS claimed, "
      "count(*) FILTER (WHERE state = 'done') AS done, "
      "count(*) FILTER (WHERE state = 'failed') AS failed FROM fz_fleet_target t "
      "WHERE t.run = $1) c WHERE r.run = $1";
  parameters values{run_, static_cast<std::int64_t>(wave)};
  const std::vector<row> found = co_await ask(std::move(sql), std::move(values));
  if (found.empty())
    throw error(error_kind::config, "The run is not in the coordinating database.");
  const row& r = found.front();
  shared_run_state state{count_in(r, "wave"),
                         count_in(r, "open"),
                         count_in(r, "claimed"),
                         count_in(r, "done"),
                         count_in(r, "failed"),
                         count_in(r, "workers"),
                         {}};
  if (!is_null(r["stopped"])) state.stopped = r.text("stopped");
  co_return state;
}

task<bool> shared_run::claim_gate(std::size_t wave) {
  std::string sql = fmt::format(
      "UPDATE fz_fleet_run r SET gate_worker = $3 WHERE run = $1 AND wave = $2 "
      "AND stopped IS NULL AND (gate_worker IS NULL OR gate_worker = $3 OR NOT {}) RETURNING run",
      is_live("r.gate_worker"));
  parameters values{run_, static_cast<std::int64_t>(wave), worker_};
  const std::vector<row> taken = co_await ask(std::move(sql), std::move(values));
  co_return !taken.empty();
}

task<> shared_run::open_gate(std::size_t wave) {
  std::string sql =
      "UPDATE fz_fleet_run SET wave = wave + 1, gate_worker = NULL "
      "WHERE run = $1 AND wave = $2 RETURNING run";
  parameters values{run_, static_cast<std::int64_t>(wave)};
  co_await ask(std::move(sql), std::move(values));
}

task<> shared_run::stop(const std::string& why) {
  std::string sql =
      "UPDATE fz_fleet_run SET stopped = coalesce(stopped, $2), gate_worker = NULL "
      "WHERE run = $1 RETURNING run";
  parameters values{run_, why};
  co_await ask(std::move(sql), std::move(values));
}

task<std::vector<shared_result>> shared_run::finish() {
  std::string end =
      "UPDATE fz_fleet_run SET ended = coalesce(ended, clock_timestamp()) WHERE run = $1 "
      "RETURNING run";
  parameters whose{run_};
  co_await ask(std::move(end), whose);
  std::string sql =
      "SELECT number, state, shown, outcome FROM fz_fleet_target WHERE run = $1 ORDER BY number";
  const std::vector<row> rows = co_await ask(std::move(sql), std::move(whose));
  std::vector<shared_result> results(rows.size());
  for (const row& each : rows) results.at(count_in(each, "number")) = result_of(each);
  co_return results;
}

task<> shared_run::leave() {
  std::string giving =
      "UPDATE fz_fleet_target SET state = 'waiting', worker = NULL "
      "WHERE run = $1 AND state = 'claimed' AND worker = $2 RETURNING run";
  parameters values{run_, worker_};
  co_await ask(std::move(giving), std::move(values));
  std::string gate =
      "UPDATE fz_fleet_run SET gate_worker = NULL WHERE run = $1 AND gate_worker = $2 "
      "RETURNING run";
  parameters own{run_, worker_};
  co_await ask(std::move(gate), std::move(own));
  std::string removal = "DELETE FROM fz_fleet_worker WHERE worker = $1 RETURNING worker";
  parameters who{worker_};
  co_await ask(std::move(removal), std::move(who));
}

}  // namespace fz
