#include "core/fleet/target_queue.hpp"

#include <algorithm>

namespace fz {
namespace {

std::size_t limit_of(const target_queue::server& s) {
  return s.is_asked || s.targets == 1 ? s.limit : 1;
}

}  // namespace

target_queue::target_queue(const std::vector<fleet_target>& targets) {
  server_of_.reserve(targets.size());
  for (const fleet_target& each : targets) {
    server_of_.push_back(&servers_[fz::server_of(url_of(each))]);
  }
}

void target_queue::begin_wave(const std::vector<std::size_t>& targets, std::size_t limit,
                              std::size_t limit_of_files, bool asks_servers) {
  for (auto& [name, each] : servers_) {
    each.ready.clear();
    each.targets = 0;
    each.is_asked = name.empty() || !asks_servers;
    each.limit = name.empty() ? limit_of_files : limit;
  }
  open_.clear();
  for (const std::size_t target : targets) ++server_of(target).targets;
}

void target_queue::add(std::size_t target) {
  server& of = server_of(target);
  if (of.ready.empty()) open_.push_back(&of);
  of.ready.push_back(target);
}

std::optional<std::size_t> target_queue::take() {
  for (auto it = open_.begin(); it != open_.end(); ++it) {
    server& next = **it;
    if (next.running >= limit_of(next)) continue;
    const std::size_t target = next.ready.front();
    next.ready.pop_front();
    ++next.running;
    open_.erase(it);
    if (!next.ready.empty()) open_.push_back(&next);
    return target;
  }
  return std::nullopt;
}

free_room target_queue::room(std::size_t most) const {
  free_room room{most};
  for (const auto& [name, each] : servers_) {
    const std::size_t taken = each.running + each.ready.size();
    const std::size_t limit = std::min(limit_of(each), each.targets);
    if (most > 0 && taken < limit) room.servers.push_back({name, std::min(limit - taken, most)});
  }
  return room;
}

}  // namespace fz
