#include "core/http/service.hpp"

#include "core/command/check.hpp"
#include "core/config/serve_settings.hpp"
#include "core/database/database_error.hpp"
#include "core/http/json_value.hpp"
#include "core/http/user_endpoints.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace fz::http {
namespace {

/// How long a request waits for another session's lock.
constexpr auto database_patience = std::chrono::seconds(5);

/// The answer to a request that failed, if the client may try again.
std::optional<response> temporary_trouble(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const too_many_passwords&) {
    return try_again_later(std::chrono::seconds(1));
  } catch (const database_error& e) {
    if (e.condition() == database_condition::locked ||
        e.condition() == database_condition::connection_lost) {
      return try_again_later(std::chrono::seconds(1));
    }
  } catch (...) {
    return std::nullopt;
  }
  return std::nullopt;
}

limits limits_of(const serve_config& config) {
  limits allowed;
  allowed.header = config.max_header;
  allowed.body = config.max_body;
  allowed.connections = config.max_connections;
  allowed.header_time = config.header_timeout;
  allowed.body_time = config.body_timeout;
  allowed.idle_time = config.idle_timeout;
  allowed.shutdown_time = config.shutdown_timeout;
  return allowed;
}

/// Passes everything on, and counts it in the service.
class counting_observer final : public observer {
 public:
  counting_observer(observer& next, service& counted) : next_(next), counted_(counted) {}

  void listening(std::string_view address) override { next_.listening(address); }
  void answered(const access_record& request) override {
    counted_.count(request);
    next_.answered(request);
  }
  void failed(std::string_view route, std::string_view why) override { next_.failed(route, why); }
  void tick() override { next_.tick(); }

 private:
  observer& next_;
  service& counted_;
};

}  // namespace

service::service(const command::context& ctx, engine& database, observer& watcher)
    : context_(ctx, database), observer_(watcher) {
  const serve_settings settings = checked_serve_settings(ctx.config);
  context_.secret = settings.secret_key;
  context_.token_life = settings.token_life;
  context_.admins = ctx.config.serve.admins;
  add_user_endpoints(router_, context_);
  add_token_endpoints(router_, context_);
  add_page_endpoints(router_);
  add_admin_endpoints(router_, context_);
  router_.add("GET", "/health/live", [this](request&, const std::string&) { return live(); });
  router_.add("GET", "/health/ready", [this](request&, const std::string&) { return ready(); });
  router_.add("GET", "/metrics", [this](request&, const std::string&) { return show_metrics(); });
}

task<response> service::answer(request& asked) {
  outcome<response> result;
  co_await result.capture(router_.answer(asked));
  if (result.failure()) {
    if (std::optional<response> later = temporary_trouble(result.failure())) {
      co_return std::move(*later);
    }
  }
  co_return result.take();
}

task<response> service::live() const {
  co_return content(200, "application/json", R"({"status":"live"})");
}

task<response> service::ready() {
  outcome<std::vector<std::string>> pending;
  co_await pending.capture(pending_revisions(context_.ctx));
  if (pending.failure()) {
    co_return content(503, "application/json",
                      R"({"status":"not ready","reason":"the database does not answer"})");
  }
  const std::vector<std::string> names = pending.take();
  if (names.empty()) co_return content(200, "application/json", R"({"status":"ready"})");
  std::string body = R"({"status":"not ready","reason":"revisions are pending","pending":[)";
  for (const std::string& each : names) {
    if (&each != &names.front()) body += ',';
    append_json(body, std::string_view(each));
  }
  co_return content(503, "application/json", body + "]}");
}

task<response> service::show_metrics() const {
  metrics::gauges now;
  if (counts_ != nullptr) {
    now.open_connections = counts_->open;
    now.accepted_connections = counts_->accepted;
    now.turned_away = counts_->turned_away;
    now.refused = counts_->refused;
  }
  now.passwords_pending = context_.passwords.pending();
  co_return content(200, "text/plain; version=0.0.4; charset=utf-8", context_.counted.text(now));
}

task<std::vector<std::string>> pending_revisions(const command::context& ctx) {
  command::check_request request;
  request.drift = false;
  request.target = false;
  const command::check_report report = co_await command::check(ctx, request);
  std::vector<std::string> names;
  for (const command::finding& each : report.findings) {
    if (each.what != command::finding::kind::pending) continue;
    names.insert(names.end(), each.revisions.begin(), each.revisions.end());
  }
  co_return names;
}

revisions_pending::revisions_pending(const std::vector<std::string>& names)
    : error(error_kind::database,
            fmt::format("{} not applied to the database: {}.", counted(names.size(), "revision"),
                        printable(enumerate(names)))) {}

task<> serve(const command::context& ctx, observer& watcher) {
  const serve_config& config = ctx.config.serve;
  checked_serve_settings(ctx.config);
  if (configured_database(ctx.config).is_memory()) {
    throw error(error_kind::config,
                "The server cannot use a database in memory: it would start empty. Name a file.");
  }
  const std::vector<std::string> pending = co_await pending_revisions(ctx);
  if (!pending.empty()) throw revisions_pending(pending);
  fz::config impatient = ctx.config;
  impatient.alembic.lock_timeout = database_patience;
  impatient.alembic.statement_lock_timeout = database_patience;
  const auto database = open_engine(configured_database(ctx.config), access::existing, impatient,
                                    ctx.pool, ctx.reporter);
  service api(ctx, *database, watcher);
  co_await api.open();
  counting_observer counting(watcher, api);
  auto answer = [&api](request& asked) { return api.answer(asked); };
  server running(answer, limits_of(config), counting);
  api.show(running.counted());
  endpoint at;
  at.host = config.host;
  at.port = config.port;
  co_await running.listen(at);
  co_await running.serve();
}

}  // namespace fz::http
