#include "core/runtime/migration_lock.hpp"

namespace fz {
namespace {

/// By what the server calls itself: CockroachDB names itself in version(), and YugabyteDB puts -YB-
/// into it.
task<bool> needs_lease(connection& c) {
  const auto rows = co_await c.query(
      "SELECT (v LIKE 'CockroachDB%' OR v LIKE '%-YB-%')::int FROM version() AS v");
  co_return rows.at(0)[0] == value(std::int64_t{1});
}

}  // namespace

task<std::unique_ptr<migration_lock>> take_server_lock(lock_request wanted, server_lock how) {
  bool lease = how == server_lock::lease;
  if (how == server_lock::automatic) lease = co_await needs_lease(wanted.work);
  if (lease) co_return co_await take_lease_lock(wanted);
  co_return co_await take_advisory_lock(wanted);
}

}  // namespace fz
