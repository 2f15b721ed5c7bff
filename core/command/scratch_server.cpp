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

scratch_database scratch_server::named_database() const {
  scratch_database scratch;
  if (dialect() == dialect::postgresql) scratch.name = postgresql::new_scratch_name();
  return scratch;
}

task<> scratch_server::create(scratch_database& scratch) {
  co_await open();
  database_url url;
  config settings = ctx_.config;
  if (!scratch.name.empty()) {
    const pooled_connection connection = co_await server_->connect();
    co_await postgresql::create_scratch_database(*connection, scratch.name);
    url = place_.url;
    url.database = scratch.name;
    // It need not survive a crash of the server.
    settings.database.settings.emplace("synchronous_commit", "off");
  }
  scratch.opened =
      std::make_unique<database>(std::move(url), std::move(settings), ctx_.pool, ctx_.reporter);
}

task<> scratch_server::let_next_one() {
  shared_is_in_use_ = false;
  waiting_.wake_all();
  co_return;
}

task<> scratch_server::leave_shared() {
  if (--sharers_ > 0) co_return;
  scratch_database unused = std::exchange(shared_, scratch_database());
  if (!unused.name.empty()) co_await drop(unused);
}

/// Nothing was made if the server was never reached.
task<> scratch_server::drop(scratch_database& scratch) {
  scratch.opened.reset();
  if (scratch.name.empty() || !server_) co_return;
  const pooled_connection connection = co_await server_->connect();
  co_await postgresql::drop_scratch_database(*connection, scratch.name);
}

}  // namespace fz::command
