#include "core/schema/attributes.hpp"

#include <algorithm>

namespace fz {
namespace {

bool comes_before(const attributes::entry& entry, std::string_view name) {
  return entry.first < name;
}

}  // namespace

void attributes::set(std::string_view name, std::string text) {
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, comes_before);
  const bool there = at != entries_.end() && at->first == name;
  if (text.empty()) {
    if (there) entries_.erase(at);
  } else if (there) {
    at->second = std::move(text);
  } else {
    entries_.emplace(at, std::string(name), std::move(text));
  }
}

const std::string& attributes::operator[](std::string_view name) const {
  static const std::string nothing;
  const auto at = std::lower_bound(entries_.begin(), entries_.end(), name, comes_before);
  return at != entries_.end() && at->first == name ? at->second : nothing;
}

}  // namespace fz
