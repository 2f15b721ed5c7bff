#include "core/lock/migration_lock.hpp"

#include "core/async/both.hpp"

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace fz {
namespace {

/// By what the server calls itself: CockroachDB names itself in version(), and YugabyteDB puts -YB-
/// into it.
constexpr std::string_view needs_lease =
    "SELECT (v LIKE 'CockroachDB%' OR v LIKE '%-YB-%')::int FROM version() AS v";

/// The schema of the version table: where it is, or where it would be made.
constexpr std::string_view where_am_i =
    "SELECT pg_catalog.current_database(), pg_catalog.pg_backend_pid(),"
    " coalesce((SELECT n.nspname FROM pg_catalog.pg_class c"
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.oid = pg_catalog.to_regclass($1)), nullif($2, ''), pg_catalog.current_schema(), '')";

lock_place place_in(outcome<std::vector<row>> given) {
  const std::vector<row> rows = given.take();
  const row& r = rows.at(0);
  return {to_string(r[0]), to_string(r[2]), std::get<std::int64_t>(r[1])};
}

}  // namespace

task<std::unique_ptr<migration_lock>> make_server_lock(lock_request wanted, server_lock how) {
  std::vector<statement> questions;
  questions.emplace_back(std::string(needs_lease));
  questions.emplace_back(std::string(where_am_i),
                         parameters{wanted.table.qualified_name(), wanted.table.schema()});
  answers given;
  std::optional<pooled_connection> own;
  if (wanted.one_session) {
    given = co_await wanted.work.query_each(std::move(questions));
  } else {
    // The server begins the session beside it while it answers.
    auto [answered, connected] =
        co_await both(wanted.work.query_each(std::move(questions)), wanted.database->connect());
    given = std::move(answered);
    own.emplace(std::move(connected));
  }
  bool lease = how == server_lock::lease;
  if (how == server_lock::automatic) {
    const std::vector<row> rows = given.at(0).take();
    lease = rows.at(0)[0] == value(std::int64_t{1});
  }
  if (lease) {
    if (!own) own.emplace(co_await wanted.database->connect());
    co_return make_lease_lock(wanted, std::move(*own));
  }
  lock_place place = place_in(std::move(given.at(1)));
  // A pooler names another process than the one that answers: two sessions tell what it does.
  if (!own && wanted.work.backend_pid() != place.process) {
    own.emplace(co_await wanted.database->connect());
  }
  co_return make_advisory_lock(wanted, std::move(place), std::move(own));
}

task<std::unique_ptr<migration_lock>> make_lock(lock_request wanted, server_lock how,
                                                std::filesystem::path beside) {
  if (wanted.work.dialect() == dialect::postgresql)
    co_return co_await make_server_lock(wanted, how);
  if (beside.empty()) co_return nullptr;
  co_return make_file_lock(wanted, std::move(beside));
}

}  // namespace fz
