#pragma once

#include "core/fleet/target.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// A part of a fleet: a number of targets, a share in percent, or all that are left.
struct fleet_share {
  enum class unit { targets, percent, rest };

  double amount = 0;
  unit what = unit::rest;

  bool operator==(const fleet_share&) const = default;
};

/// "20", "1.5%", "rest". Throws error(config) for another text.
fleet_share parse_share(std::string_view text);

/// How many of `total` targets it is: a share in percent is rounded up, to at least one.
std::size_t count_of(const fleet_share& share, std::size_t total);

/// Targets that are taken together; the next wave begins when all of them have ended.
struct wave {
  std::string name;                  ///< "canary", "wave 1"
  bool is_canary = false;            ///< any failure stops the run
  std::vector<std::size_t> targets;  ///< indexes
};

/// The waves of a run. `canary` ("" for none): a number of targets, or patterns as select() takes
/// them, with commas. `shares` ("" for one wave): parts of the whole fleet with commas, as
/// "1%, 10%, rest"; what they leave is a last wave. Throws error(config) for another text and for a
/// canary that matches nothing.
std::vector<wave> plan_waves(const std::vector<fleet_target>& targets, const std::string& canary,
                             const std::string& shares);

/// How many targets may fail before no further one is begun; `text` as a share, "" for any number.
std::optional<std::size_t> failures_allowed(const std::string& text, std::size_t total);

}  // namespace fz
