#include "core/database/postgresql/session_activity.hpp"

#include "core/util/duration.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

namespace fz::postgresql {
namespace {

/// What it waits for, the first that blocks it (none: a prepared transaction), and how many
/// wait for what it has asked for in turn. Of another role's session, a role that may not look
/// at it sees only process, role and application.
constexpr std::string_view blocker =
    "SELECT l.relation::regclass::text, l.mode, b.pid,"
    " coalesce(nullif(b.application_name, ''), 'no application name'), coalesce(b.usename, "
    "b.backend_type),"
    " b.state,"
    " (extract(epoch FROM clock_timestamp() - coalesce(b.xact_start, b.backend_start)) * 1000)"
    "::bigint,"
    " (SELECT count(*) FROM pg_catalog.pg_locks q WHERE NOT q.granted AND q.pid <> l.pid"
    "  AND q.relation = l.relation AND q.database = l.database"
    "  AND l.pid = ANY (pg_catalog.pg_blocking_pids(q.pid)))"
    " FROM pg_catalog.pg_locks l,"
    " LATERAL unnest(pg_catalog.pg_blocking_pids(l.pid)) AS ahead(pid)"
    " LEFT JOIN pg_catalog.pg_stat_activity b ON b.pid = ahead.pid"
    " WHERE l.pid = $1 AND NOT l.granted ORDER BY b.xact_start LIMIT 1";

/// The views of progress that a migration's statements have. A total of 0: the phase does not
/// count.
constexpr std::string_view work_done =
    "SELECT '', phase, greatest(blocks_done, tuples_done),"
    " greatest(blocks_total, tuples_total) FROM pg_catalog.pg_stat_progress_create_index"
    " WHERE pid = $1 UNION ALL "
    "SELECT 'vacuuming', phase, heap_blks_scanned, heap_blks_total"
    " FROM pg_catalog.pg_stat_progress_vacuum WHERE pid = $1 UNION ALL "
    "SELECT lower(command), phase, heap_blks_scanned, heap_blks_total"
    " FROM pg_catalog.pg_stat_progress_cluster WHERE pid = $1";

task<std::vector<row>> ask(connection& observer, std::string_view question, std::int64_t session) {
  statement asked(std::string(question), parameters{session});
  co_return co_await observer.query(std::move(asked));
}

/// "process 42 (psql, ada, idle in transaction for 3 min)".
std::string holder_in_words(const row& r) {
  if (is_null(r[2])) return "a prepared transaction";
  std::string text =
      fmt::format("process {} ({}, {}", to_string(r[2]), to_string(r[3]), to_string(r[4]));
  if (!is_null(r[5])) text += ", " + to_string(r[5]);
  if (const auto* time = std::get_if<std::int64_t>(&r[6])) {
    text += " for " + in_words(std::chrono::milliseconds(*time));
  }
  return text + ")";
}

std::string wait_in_words(const row& r) {
  const std::string holder = holder_in_words(r);
  if (is_null(r[0])) return printable("waits for the end of a transaction of " + holder);
  std::string text = fmt::format("waits for a lock on {} ({}), held by {}", to_string(r[0]),
                                 to_string(r[1]), holder);
  const auto queue = std::get<std::int64_t>(r[7]);
  if (queue > 0) {
    text += fmt::format("; {} behind it", counted(static_cast<std::size_t>(queue), "session"));
  }
  return printable(text);
}

std::string progress_in_words(const row& r) {
  const auto done = std::get<std::int64_t>(r[2]);
  const auto total = std::get<std::int64_t>(r[3]);
  const std::string command = to_string(r[0]);
  std::string text = command.empty() ? to_string(r[1]) : command + ": " + to_string(r[1]);
  if (total > 0) text += fmt::format(", {} %", done * 100 / total);
  return printable(text);
}

}  // namespace

task<session_activity> activity_of(connection& observer, std::int64_t session) {
  session_activity seen;
  const auto waits = co_await ask(observer, blocker, session);
  if (!waits.empty()) seen.waits = wait_in_words(waits.front());
  const auto work = co_await ask(observer, work_done, session);
  if (!work.empty()) seen.progress = progress_in_words(work.front());
  co_return seen;
}

}  // namespace fz::postgresql
