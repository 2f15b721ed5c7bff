#include "core/runtime/session_activity.hpp"

#include "core/runtime/lock_holder.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// What it waits for, the first that stands in the way, and how many wait behind it.
constexpr std::string_view blocker =
    "SELECT coalesce(l.relation::regclass::text, 'another transaction'), l.mode,"
    " b.pid, b.application_name, b.usename, b.state,"
    " (extract(epoch FROM clock_timestamp() - coalesce(b.xact_start, b.backend_start)) * 1000)"
    "::bigint,"
    " (SELECT count(*) FROM pg_catalog.pg_locks q WHERE NOT q.granted AND q.pid <> l.pid"
    "  AND q.relation = l.relation AND q.database = l.database)"
    " FROM pg_catalog.pg_locks l,"
    " LATERAL unnest(pg_catalog.pg_blocking_pids(l.pid)) AS ahead(pid)"
    " JOIN pg_catalog.pg_stat_activity b ON b.pid = ahead.pid"
    " WHERE l.pid = $1 AND NOT l.granted LIMIT 1";

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

std::string wait_in_words(const row& r) {
  const auto time = std::chrono::milliseconds(std::get<std::int64_t>(r[6]));
  const auto queue = std::get<std::int64_t>(r[7]);
  std::string text =
      fmt::format("waits for a lock on {} ({}) held by process {} ({}, {}, {} for {})",
                  to_string(r[0]), to_string(r[1]), to_string(r[2]), to_string(r[3]),
                  to_string(r[4]), to_string(r[5]), in_words(time));
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

task<session_activity> look_at_session(connection& observer, std::int64_t session) {
  session_activity seen;
  const auto waits = co_await ask(observer, blocker, session);
  if (!waits.empty()) seen.waits = wait_in_words(waits.front());
  const auto work = co_await ask(observer, work_done, session);
  if (!work.empty()) seen.progress = progress_in_words(work.front());
  co_return seen;
}

}  // namespace fz
