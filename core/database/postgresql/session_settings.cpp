#include "core/database/postgresql/session_settings.hpp"

#include "core/async/timeout.hpp"
#include "core/database/postgresql/error.hpp"
#include "core/database/postgresql/libpq.hpp"
#include "core/database/postgresql/pooler.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace fz::postgresql {
namespace {

using setting = options::setting;
using need = setting::need;
using session_opener = session_settings::session_opener;

statement to_set(const setting& s) {
  return {"SELECT pg_catalog.set_config($1, $2, false)", {s.name, s.value}};
}

/// A pooler gives the client numbers of its own: there nothing is set.
statement to_set_in_process(const setting& s, const session& session) {
  return {
      "SELECT CASE WHEN pg_catalog.pg_backend_pid() = $3::int"
      " THEN pg_catalog.set_config($1, $2, false) END",
      {s.name, s.value, std::int64_t{session.server_process()}}};
}

/// Why a setting was not set: an error(config), or nothing if it need not be set. A cancellation is
/// one whatever it hit.
std::exception_ptr failure_of(const setting& s, const PGresult* answer) {
  const database_error problem = server_error(answer, statement(""));
  if (is_query_canceled(problem)) return std::make_exception_ptr(problem);
  if (s.how == need::optional) return nullptr;
  return std::make_exception_ptr(
      error(error_kind::config,
            fmt::format("The server refused the setting {}: {}", quote(s.name), problem.what())));
}

/// The process that answers now.
task<std::string> process_of(session& session) {
  const libpq& pq = session.pq();
  const statement ask("SELECT pg_catalog.pg_backend_pid()");
  std::string number;
  session.send(ask);
  co_await session.flush(ask);
  while (const result_handle answer = co_await session.next_result(ask)) {
    if (pq.result_status(answer.get()) == PGRES_FATAL_ERROR) throw server_error(answer.get(), ask);
    number = pq.value(answer.get(), 0, 0);
  }
  co_return number;
}

task<std::string> process_of_another(const session_opener& another) {
  auto session = co_await another();
  co_return co_await process_of(*session);
}

/// True if the pooler has taken the server session away from one that does nothing.
task<bool> changes_sessions(session& session, const session_opener& another) {
  constexpr std::chrono::seconds patience(5);
  const std::string before = co_await process_of(session);
  outcome<std::string> other;
  co_await other.capture(with_timeout(process_of_another(another), patience));
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

void session_settings::send(session& session) {
  // CockroachDB's sessions have no processes.
  send(session,
       session.knows("crdb_version") ? where::wherever_it_is : where::in_this_process_only);
}

/// Each on its own: one that is refused keeps no other from being set.
void session_settings::send(session& session, where w) const {
  for (const setting& each : settings_) {
    session.send(w == where::wherever_it_is ? to_set(each) : to_set_in_process(each, session));
    session.end_of_batch();
  }
}

task<> session_settings::read(session& session) {
  const libpq& pq = session.pq();
  const statement nothing("");
  all_set_ = true;
  failure_ = nullptr;
  in_force_.clear();
  for (const setting& each : settings_) {
    for (;;) {
      const result_handle answer = co_await session.next_result(nothing);
      if (!answer) continue;  // after the answer to the statement
      const ExecStatusType status = pq.result_status(answer.get());
      if (status == PGRES_PIPELINE_SYNC) break;
      if (status == PGRES_TUPLES_OK) {
        const bool was_set = pq.is_null(answer.get(), 0, 0) == 0;
        all_set_ = all_set_ && was_set;
        if (was_set) in_force_.push_back({each.name, each.value});
      }
      if (status == PGRES_FATAL_ERROR && !failure_) failure_ = failure_of(each, answer.get());
    }
  }
}

task<bool> session_settings::settle(session& session) {
  if (failure_) std::rethrow_exception(failure_);
  if (all_set_) co_return true;
  const bool changes = co_await changes_sessions(session, another_);
  if (changes) {
    in_force_.clear();
    check_that_none_is_asked_for();
  } else {
    co_await set_wherever_it_is(session);
  }
  co_return false;
}

task<> session_settings::set_wherever_it_is(session& session) {
  const statement nothing("");
  session.enter_pipeline();
  send(session, where::wherever_it_is);
  co_await session.flush(nothing);
  co_await read(session);
  session.leave_pipeline();
  if (failure_) std::rethrow_exception(failure_);
}

void session_settings::check_that_none_is_asked_for() const {
  const auto asked_for = std::find_if(settings_.begin(), settings_.end(), [](const setting& each) {
    return each.how == need::asked_for;
  });
  if (asked_for == settings_.end()) return;
  throw behind_a_pooler(
      fmt::format("{} belongs to a session and would fall to others, and nothing was done.",
                  quote(asked_for->name)));
}

}  // namespace fz::postgresql
