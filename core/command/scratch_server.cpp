#include "core/command/scratch_server.hpp"

#include "core/database/postgresql/scratch.hpp"
#include "core/runtime/open_engine.hpp"
#include "core/util/identity.hpp"

#include <utility>

namespace fz::command {

scratch_server::scratch_server(const context& ctx, scratch_place place)
    : ctx_(ctx), place_(std::move(place)) {}

task<> scratch_server::open() {
  if (dialect() == dialect::sqlite || server_) co_return;
  auto server = open_engine(place_.url, access::change, ctx_.config, ctx_.pool, ctx_.reporter);
  const pooled_connection connection = co_await server->connect();
  fingerprint_ = co_await postgresql::check_scratch_server(*connection);
  co_await postgresql::drop_stale_scratch_databases(*connection);
  server_ = std::move(server);
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
