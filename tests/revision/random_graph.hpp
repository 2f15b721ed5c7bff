#pragma once

#include "core/revision/revision_map.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace fz {

/// Chance from a fixed seed: a failing case is the same on every machine.
class chance {
 public:
  explicit chance(std::uint32_t seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  template <class List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937 engine_;
};

/// Up to 16 revisions with branches, merges, labels and dependencies, in any mixture.
inline std::vector<revision> random_revisions(chance& chance) {
  std::vector<revision> result(1 + chance.below(16));
  const bool has_dependencies = !chance.one_in(3);
  for (std::size_t i = 0; i < result.size(); ++i) {
    revision& each = result[i];
    each.id = fmt::format("{:03x}{}", chance.below(4096), static_cast<char>('g' + i));
    each.create_date = fmt::format("2024-01-{:02}", 1 + chance.below(9));
    if (chance.one_in(5)) each.branch_labels = {fmt::format("label{}", i)};
    if (i == 0) continue;
    const auto earlier = [&] { return result[chance.below(i)].id; };
    if (!chance.one_in(6)) each.down_revisions.push_back(earlier());
    if (chance.one_in(4)) each.down_revisions.push_back(earlier());
    if (has_dependencies && chance.one_in(4)) each.depends_on.push_back(earlier());
    if (has_dependencies && chance.one_in(8)) each.depends_on.push_back(earlier());
  }
  return result;
}

/// An identifier of any form, more or less sensible.
inline std::string random_target(const revision_map& map, chance& chance) {
  const auto names = map.names();
  std::string text;
  if (chance.one_in(3)) text += chance.pick(names) + "@";
  switch (chance.below(6)) {
    case 0:
      text += "head";
      break;
    case 1:
      text += "heads";
      break;
    case 2:
      text += "base";
      break;
    case 3:
      text += chance.pick(names).substr(0, 1 + chance.below(5));
      break;
    case 4:
      text += chance.pick(names);
      break;
    default:
      break;
  }
  const bool is_unfinished = text.empty() || text.back() == '@';
  if (is_unfinished || chance.one_in(5)) {
    text += fmt::format("{}{}", chance.one_in(2) ? "+" : "-", chance.below(5));
  }
  return text;
}

}  // namespace fz
