#include "core/lock/lock_holder.hpp"

#include "core/util/duration.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>
#include <variant>

namespace fz {
namespace {

/// pg_locks shows the halves of a 64-bit key as classid and objid, with objsubid 1. A role that may
/// not look at another role's sessions sees only process, role and application.
constexpr std::string_view holders =
    "SELECT a.pid, coalesce(nullif(a.application_name, ''), 'no application name'),"
    " concat_ws('@', a.usename, CASE WHEN a.backend_start IS NOT NULL"
    " THEN coalesce(host(a.client_addr), 'local') END),"
    " (extract(epoch FROM clock_timestamp() - a.backend_start) * 1000)::bigint"
    " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND"
    " l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()) AND"
    " (l.classid::bigint << 32) | l.objid::bigint IN ($1::bigint, $2::bigint) AND"
    " a.pid <> pg_catalog.pg_backend_pid()"
    " ORDER BY ((l.classid::bigint << 32) | l.objid::bigint = $2::bigint) DESC LIMIT 1";

}  // namespace

task<std::string> describe_lock_holder(connection& c, std::int64_t run_key, std::int64_t work_key) {
  statement question(std::string(holders), parameters{run_key, work_key});
  const auto rows = co_await c.query(std::move(question));
  if (rows.empty()) co_return std::string();
  const row& r = rows.front();
  std::string text =
      fmt::format("process {} ({}, {}", to_string(r[0]), to_string(r[1]), to_string(r[2]));
  if (const auto* connected = std::get_if<std::int64_t>(&r[3])) {
    text += ", connected for " + in_words(std::chrono::milliseconds(*connected));
  }
  co_return printable(text + ")");
}

}  // namespace fz
