#include "core/database/database_url.hpp"
#include "core/face/inside.hpp"
#include "core/runtime/database.hpp"
#include "core/util/text.hpp"

#include <filesystem>
#include <fz/engine.hpp>
#include <utility>

namespace fz::face {
namespace {

using plain_function = std::function<void(fz::sync_connection&)>;

task<> call_on(fz::engine& from, plain_function function) {
  const pooled_connection c = co_await from.connect();
  co_await c->run_sync(function);
}

}  // namespace

engine::engine(const std::string& url, log_function log)
    : state_(std::make_shared<state>(std::move(log))) {
  inside::translated([&] {
    const database_url parsed = parse_database_url(url, std::filesystem::current_path());
    state_->dialect = parsed.dialect;
    state_->name = printable(to_string(parsed));
    state_->lock_file = lock_file_of(parsed);
    state_->opened =
        open_engine(parsed, access::change, config(), state_->loop.pool(), state_->reporter);
  });
}

engine engine::in_memory(log_function log) { return engine("sqlite://", std::move(log)); }

engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;
engine::~engine() = default;

face::dialect engine::dialect() const noexcept { return inside::to_face(state_->dialect); }

const std::string& engine::name() const noexcept { return state_->name; }

void engine::call(const std::function<void(sync_connection&)>& function, around what) {
  plain_function plain = inside::to_core(function);
  if (what == around::transaction) {
    plain = [body = std::move(plain)](fz::sync_connection& c) { c.transaction([&] { body(c); }); };
  }
  inside::translated([&] { state_->loop.wait(call_on(*state_->opened, std::move(plain))); });
}

}  // namespace fz::face
