#include "core/face/inside.hpp"

#include <fz/sync_connection.hpp>
#include <utility>

namespace fz::face {

struct sync_connection::state {
  fz::sync_connection& connection;
};

std::function<void(fz::sync_connection&)> inside::to_core(
    std::function<void(sync_connection&)> function) {
  if (!function) return nullptr;
  return [function = std::move(function)](fz::sync_connection& c) {
    sync_connection::state lent{c};
    sync_connection shown(lent);
    outcome<void> result;
    result.hold_call([&] { function(shown); });
    if (result.failure()) std::rethrow_exception(to_core(result.failure()));
  };
}

face::dialect sync_connection::dialect() const noexcept {
  return inside::to_face(state_.connection.dialect());
}

bool sync_connection::in_transaction() const noexcept { return state_.connection.in_transaction(); }

std::uint64_t sync_connection::execute(std::string sql, parameters values) {
  return inside::translated([&] {
    return state_.connection.execute(std::move(sql), inside::to_core(std::move(values)));
  });
}

std::vector<row> sync_connection::query(std::string sql, parameters values) {
  return inside::translated([&] {
    return inside::to_face(
        state_.connection.query(std::move(sql), inside::to_core(std::move(values))));
  });
}

void sync_connection::transaction(const std::function<void()>& body) {
  inside::translated([&] { state_.connection.transaction(body); });
}

}  // namespace fz::face
