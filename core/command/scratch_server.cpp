#include "core/command/scratch_server.hpp"

#include "core/async/offload.hpp"
#include "core/async/outcome.hpp"
#include "core/database/postgresql/scratch.hpp"
#include "core/runtime/database.hpp"

#include <exception>
#include <utility>

namespace fz::command {
namespace {

bool is_refused(const std::exception_ptr& failure) {
  try {
    if (failure) std::rethrow_exception(failure);
  } catch (const postgresql::no_scratch_database&) {
    return true;
  } catch (...) {
  }
  return false;
}

/// Its fingerprint; what killed runs left there is dropped.
task<std::string> look_at(engine& server) {
  const pooled_connection connection = co_await server.connect();
  std::string fingerprint = co_await postgresql::check_scratch_server(*connection);
  co_await postgresql::drop_stale_scratch_databases(*connection);
  co_return fingerprint;
}

}  // namespace

scratch_server::scratch_server(const context& ctx, scratch_place place)
    : ctx_(ctx), place_(std::move(place)) {}

task<> scratch_server::open() {
  if (dialect() == dialect::sqlite || server_) co_return;
  auto server = open_engine(place_.url, access::change, ctx_.config, ctx_.pool, ctx_.reporter);
  outcome<std::string> checked;
  co_await checked.capture(look_at(*server));
  if (is_refused(checked.failure()) && ctx_.config.schema.private_server) {
    co_await start_private_server();
    co_return co_await open();
  }
  fingerprint_ = checked.take();
  server_ = std::move(server);
}

/// Its own role is the only one.
task<> scratch_server::start_private_server() {
  auto start = [] { return std::make_unique<postgresql::private_server>(); };
  own_ = co_await offload(ctx_.pool, start);
  ctx_.config.schema.private_server = false;
  ctx_.config.database.role.clear();
  place_.url = own_->url();
  place_.is_named = true;
}

std::string scratch_server::new_name() const {
  return dialect() == dialect::sqlite ? std::string() : postgresql::new_scratch_name();
}

task<> scratch_server::create_database(std::string name) {
  if (name.empty()) co_return;
  const pooled_connection connection = co_await server_->connect();
  co_await postgresql::create_scratch_database(*connection, std::move(name));
}

task<> scratch_server::drop_database(std::string name) {
  if (name.empty()) co_return;
  const pooled_connection connection = co_await server_->connect();
  co_await postgresql::drop_scratch_database(*connection, std::move(name));
}

std::unique_ptr<database> scratch_server::database_of(const std::string& name) const {
  database_url url;
  if (!name.empty()) {
    url = place_.url;
    url.database = name;
  }
  return std::make_unique<database>(std::move(url), ctx_.config, ctx_.pool, ctx_.reporter);
}

}  // namespace fz::command
