#include "core/fleet/rollout.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fz {
namespace {

std::optional<fleet_share> share_in(std::string_view text) {
  if (text == "rest") return fleet_share{};
  fleet_share share{0, fleet_share::unit::targets};
  if (text.ends_with('%')) {
    share.what = fleet_share::unit::percent;
    text = trim(text.substr(0, text.size() - 1));
  }
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, share.amount);
  const bool is_percent = share.what == fleet_share::unit::percent;
  const bool is_whole = is_percent || share.amount == std::floor(share.amount);
  const double most = is_percent ? 100 : 1e9;
  if (problem != std::errc{} || stop != end || !is_whole) return std::nullopt;
  if (!(share.amount >= 0 && share.amount <= most)) return std::nullopt;
  return share;
}

std::vector<std::string> patterns_in(const std::string& text) {
  std::vector<std::string> patterns;
  for (const std::string_view part : split(text, ',')) patterns.emplace_back(trim(part));
  return patterns;
}

bool is_canary(const fleet_target& target, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(target, pattern); });
}

/// Takes the canary's targets out of `left`.
wave canary_of(const std::vector<fleet_target>& targets, const std::string& text,
               std::vector<std::size_t>& left) {
  wave canary{"canary", true, {}};
  if (const auto share = share_in(text)) {
    const std::size_t count = std::min(count_of(*share, targets.size()), left.size());
    canary.targets.assign(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    return canary;
  }
  const std::vector<std::string> patterns = patterns_in(text);
  std::erase_if(left, [&](std::size_t index) {
    if (!is_canary(targets[index], patterns)) return false;
    canary.targets.push_back(index);
    return true;
  });
  if (!canary.targets.empty()) return canary;
  throw error(error_kind::config,
              fmt::format("The canary {} matches no target of the fleet.", quote(text)));
}

}  // namespace

fleet_share parse_share(std::string_view text) {
  if (const auto share = share_in(trim(text))) return *share;
  throw error(
      error_kind::config,
      fmt::format("{} is not a part of a fleet: expected a number of targets as 20, a share "
                  "as 5%, or rest.",
                  quote(text)));
}

std::size_t count_of(const fleet_share& share, std::size_t total) {
  switch (share.what) {
    case fleet_share::unit::rest:
      return total;
    case fleet_share::unit::targets:
      return std::min(static_cast<std::size_t>(share.amount), total);
    case fleet_share::unit::percent:
      break;
  }
  const double exact = share.amount * static_cast<double>(total) / 100;
  return static_cast<std::size_t>(std::ceil(exact - 1e-9));
}

std::vector<wave> plan_waves(const std::vector<fleet_target>& targets, const std::string& canary,
                             const std::string& shares) {
  std::vector<std::size_t> left(targets.size());
  for (std::size_t i = 0; i < left.size(); ++i) left[i] = i;
  std::vector<wave> waves;
  if (!canary.empty()) waves.push_back(canary_of(targets, canary, left));
  std::size_t next = 0;
  std::size_t number = 0;
  const auto add = [&](std::size_t count) {
    if (count == 0) return;
    wave added{fmt::format("wave {}", ++number), false, {}};
    for (; count > 0; --count) added.targets.push_back(left[next++]);
    waves.push_back(std::move(added));
  };
  for (const std::string_view part : split(shares, ',')) {
    if (trim(shares).empty()) break;
    add(std::min(count_of(parse_share(part), targets.size()), left.size() - next));
  }
  add(left.size() - next);
  return waves;
}

std::optional<std::size_t> failures_allowed(const std::string& text, std::size_t total) {
  if (text.empty()) return std::nullopt;
  const fleet_share share = parse_share(text);
  if (share.what == fleet_share::unit::rest) return std::nullopt;
  if (share.what == fleet_share::unit::targets) return static_cast<std::size_t>(share.amount);
  return static_cast<std::size_t>(share.amount * static_cast<double>(total) / 100 + 1e-9);
}

}  // namespace fz
