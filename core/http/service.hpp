#pragma once

#include "core/command/context.hpp"
#include "core/http/observer.hpp"
#include "core/http/router.hpp"
#include "core/http/server.hpp"
#include "core/http/service_context.hpp"
#include "core/util/error.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace fz::http {

/// The API over one project's database. Everything given must outlive the service.
class service {
 public:
  service(const command::context& ctx, engine& database, observer& watcher);

  /// Reads the users table's columns; to be called first. See user_store::open().
  task<> open() { return context_.store.open(); }

  task<response> answer(request& asked);

  /// Counts a request that was answered.
  void count(const access_record& answered) { context_.counted.count(answered); }

  /// The server whose numbers /metrics shows.
  void show(const server::counts& counts) { counts_ = &counts; }

 private:
  task<response> live() const;
  task<response> ready();
  task<response> show_metrics() const;

  service_context context_;
  observer& observer_;
  router router_;
  const server::counts* counts_ = nullptr;
};

/// Revisions are not applied to the database.
class revisions_pending : public error {
 public:
  explicit revisions_pending(const std::vector<std::string>& names);
};

/// Revisions that are not applied to the configured database, and what they are called.
task<std::vector<std::string>> pending_revisions(const command::context& ctx);

/// Serves the project's API as configured until it is cancelled; then what is under way is answered
/// and it ends. Throws error(config) for a wrong setting or an address that is taken,
/// revisions_pending, and error(users) if the users table is missing.
task<> serve(const command::context& ctx, observer& watcher);

}  // namespace fz::http
