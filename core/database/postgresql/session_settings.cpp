#include "core/database/postgresql/session_settings.hpp"

#include "core/async/timeout.hpp"
#include "core/database/postgresql/libpq.hpp"
#include "core/database/postgresql/pooler.hpp"
#include "core/database/postgresql/postgresql_error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace fz {
namespace {

using setting = postgresql_options::setting;
using need = setting::need;
using session_opener = std::function<task<std::unique_ptr<postgresql_session>>()>;

enum class where { in_this_process_only, wherever_it_is };

/// A pooler gives the client numbers of its own: there nothing is set.
statement to_set(const setting& s, const postgresql_session& session, where w) {
  if (w == where::wherever_it_is) {
    return {"SELECT pg_catalog.set_config($1, $2, false)", {s.name, s.value}};
  }
  return {
      "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $3::int"
      " THEN pg_catalog.set_config($1, $2, false) END",
      {s.name, s.value, std::int64_t{session.server_process()}}};
}

error refused(const setting& s, const PGresult* answer) {
  return error(error_kind::config,
               fmt::format("The server refused the setting {}: {}", quote(s.name),
                           postgresql_error(answer, statement("")).what()));
}

/// All in one round trip, each on its own: one that is refused keeps no other from being set. Gives
/// false if one was not set because the process is another.
task<bool> set_all(postgresql_session& session, const std::vector<setting>& settings, where w) {
  const libpq& pq = session.pq();
  const statement nothing("");
  session.enter_pipeline();
  for (const setting& each : settings) {
    session.send(to_set(each, session, w));
    session.end_of_batch();
  }
  co_await session.flush(nothing);
  bool all = true;
  std::exception_ptr failure;
  for (const setting& each : settings) {
    for (;;) {
      const result_handle answer = co_await session.next_result(nothing);
      if (!answer) continue;  // behind the answer to the statement
      const ExecStatusType status = pq.result_status(answer.get());
      if (status == PGRES_PIPELINE_SYNC) break;
      if (status == PGRES_TUPLES_OK) all = all && pq.is_null(answer.get(), 0, 0) == 0;
      if (status != PGRES_FATAL_ERROR || each.how == need::optional || failure) continue;
      failure = std::make_exception_ptr(refused(each, answer.get()));
    }
  }
  session.leave_pipeline();
  if (failure) std::rethrow_exception(failure);
  co_return all;
}

/// The process that answers now.
task<std::string> process_of(postgresql_session& session) {
  const libpq& pq = session.pq();
  const statement ask("SELECT pg_catalog.pg_backend_pid()");
  std::string number;
  session.send(ask);
  co_await session.flush(ask);
  while (const result_handle answer = co_await session.next_result(ask)) {
    if (pq.result_status(answer.get()) == PGRES_FATAL_ERROR)
      throw postgresql_error(answer.get(), ask);
    number = pq.value(answer.get(), 0, 0);
  }
  co_return number;
}

task<std::string> process_of_another(const session_opener& another) {
  auto session = co_await another();
  co_return co_await process_of(*session);
}

/// True if the pooler has taken the server session away from one that does nothing.
task<bool> changes_sessions(postgresql_session& session, const session_opener& another) {
  constexpr std::chrono::seconds patience(5);
  const std::string before = co_await process_of(session);
  outcome<std::string> other;
  co_await other.hold(with_timeout(process_of_another(another), patience));
  if (is_timeout(other.failure())) co_return false;  // it waits for ours to be free
  const std::string others = other.take();
  const std::string after = co_await process_of(session);
  co_return others == before || after != before;
}

}  // namespace

error behind_a_pooler(std::string_view consequence) {
  return error(
      error_kind::config,
      fmt::format(
          "The URL leads to a pooler that gives each statement or transaction another server "
          "session (such as PgBouncer with pool_mode=transaction). {} Connect to the server "
          "itself, "
          "or to a pool with pool_mode=session.",
          consequence));
}

task<> set_up(postgresql_session& session, const std::vector<setting>& settings,
              session_opener another) {
  if (settings.empty()) co_return;
  // CockroachDB's sessions have no processes.
  const bool has_processes = !session.knows("crdb_version");
  const where first = has_processes ? where::in_this_process_only : where::wherever_it_is;
  const bool all = co_await set_all(session, settings, first);
  if (all) co_return;
  const bool changes = co_await changes_sessions(session, another);
  if (!changes) {
    co_await set_all(session, settings, where::wherever_it_is);
    co_return;
  }
  const auto asked_for = std::find_if(settings.begin(), settings.end(), [](const setting& each) {
    return each.how == need::asked_for;
  });
  if (asked_for == settings.end()) co_return;
  throw behind_a_pooler(
      fmt::format("{} belongs to a session and would fall to others, and nothing was done.",
                  quote(asked_for->name)));
}

}  // namespace fz
