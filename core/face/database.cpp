#include "core/config/config.hpp"
#include "core/face/inside.hpp"

#include <fz/database.hpp>
#include <utility>

namespace fz::face {
namespace {

task<std::vector<std::string>> read_version(fz::database& from, const fz::project& p) {
  outcome<pooled_connection> opened;
  co_await opened.capture(from.connect(access::look));
  if (is_missing_database(opened.failure())) co_return std::vector<std::string>();
  const pooled_connection c = opened.take();
  const ledger tables = p.ledger_for(from.dialect());
  const ledger_state found = co_await tables.read(*c);
  co_return found.versions();
}

}  // namespace

database::database(const project& configured, log_function log) {
  inside::translated([&] {
    const config& settings = inside::of(configured).read->settings();
    auto calls = std::make_shared<host>(std::move(log));
    host& shared = *calls;
    state_ = std::make_unique<state>(std::move(calls), configured_database(settings), settings,
                                     shared.loop.pool(), shared.reporter);
  });
}

database::database(engine& opened) {
  const std::shared_ptr<inside::engine_state> given = inside::share(opened);
  state_ = std::make_unique<state>(given, *given->opened, given->dialect, given->name,
                                   given->reporter, given->lock_file);
}

database::database(database&&) noexcept = default;
database& database::operator=(database&&) noexcept = default;
database::~database() = default;

face::dialect database::dialect() const noexcept {
  return inside::to_face(state_->target.dialect());
}

const std::string& database::name() const noexcept { return state_->target.name(); }

std::vector<std::string> database::version(const project& configured) {
  return state_->wait(read_version(state_->target, *inside::of(configured).read));
}

}  // namespace fz::face
