#include "core/revision/history.hpp"

#include "core/revision/identifier.hpp"
#include "core/revision/plan.hpp"
#include "core/revision/resolve.hpp"
#include "core/revision/version_rows.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace fz {
namespace {

constexpr std::string_view current_word = "current";

/// One end of the range: nothing where it is absent.
using range_end = std::optional<identifier>;

bool is_current(const range_end& end) { return end && end->text == current_word; }

bool is_relative(const range_end& end) { return end && end->is_relative_to_database(); }

std::pair<range_end, range_end> ends_of(std::string_view range) {
  if (!is_range(range)) {
    throw error(error_kind::usage,
                "History range requires [start]:[end], [start]:, or :[end], but there is no ':' "
                "in " +
                    quote(range) + ".");
  }
  identifier_range ends = parse_range(range);
  return {std::move(ends.lower), std::move(ends.upper)};
}

node only(const revision_map& map, const identifier& id, const std::vector<node>& from) {
  if (from.size() == 1) return from.front();
  throw error(error_kind::revision,
              fmt::format("{} must count from one revision, but the other end of the range is {}.",
                          quote(id.text), enumerate(map, from)));
}

/// -N from each revision at the end of the range, at most down to a base revision.
std::vector<node> count_down(const revision_map& map, const identifier& id,
                             std::vector<node> from) {
  if (*id.steps >= 0) throw walked_too_far(id);
  for (node& at : from) {
    for (int steps = *id.steps; steps < 0 && !map.parents(at, edges::down).empty(); ++steps) {
      at = *walk_down(map, at, 1, id);
    }
  }
  return from;
}

/// +N from the start of the range, or from a revision, at most up to a head.
std::vector<node> count_up(const revision_map& map, const identifier& id,
                           const std::vector<node>& from) {
  if (*id.steps <= 0) throw walked_too_far(id);
  const auto lineage = branch_lineage(map, id);
  std::optional<node> at;
  if (!from.empty()) at = only(map, id, from);
  for (int steps = *id.steps; steps > 0 && !(at && map.is_head(*at)); --steps) {
    at = walk_up(map, at, 1, lineage, id);
  }
  return {*at};
}

/// An end that does not count from the other one; `otherwise` where it is absent.
std::vector<node> absolute(const revision_map& map, const range_end& end,
                           const std::vector<node>& current, const std::vector<node>& otherwise) {
  if (!end) return otherwise;
  if (is_current(end)) return current;
  if (!end->steps || *end->steps <= 0 || end->is_relative_to_database()) return resolve(map, *end);
  identifier from = *end;
  from.steps.reset();
  return count_up(map, *end, resolve(map, from));
}

/// A branch before the start: only targets that bear its label count, or, where it is named by a
/// revision, that share its lineage.
void keep_branch(const revision_map& map, const range_end& start, std::vector<node>& targets) {
  if (!start || start->branch.empty()) return;
  const auto lineage = branch_lineage(map, *start);
  const bool is_label = map.find_label(start->branch).has_value();
  std::erase_if(targets, [&](node n) {
    const auto labels = map.labels(n);
    return is_label ? std::find(labels.begin(), labels.end(), start->branch) == labels.end()
                    : !(*lineage)[n];
  });
}

std::vector<node> newest_first(const revision_map& map, const node_set& set) {
  std::vector<node> order = run_order(map, set);
  std::reverse(order.begin(), order.end());
  return order;
}

}  // namespace

bool is_relative_to_current(std::string_view range) {
  const auto [start, end] = ends_of(range);
  return is_current(start) || is_current(end);
}

std::vector<node> history(const revision_map& map, std::string_view range,
                          const std::vector<std::string>& rows, std::string_view version_table) {
  const auto [start, end] = ends_of(range);
  std::vector<node> current;
  if (is_current(start) || is_current(end)) {
    current = version_rows(map, rows, version_table).tips();
  }
  std::vector<node> from, to;
  if (is_relative(start)) {
    to = absolute(map, end, current, map.real_heads());
    from = count_down(map, *start, to);
  } else {
    from = absolute(map, start, current, {});
    to = is_relative(end) ? count_up(map, *end, from)
                          : absolute(map, end, current, map.real_heads());
  }
  keep_branch(map, start, to);

  node_set listed = map.ancestors(to, edges::all);
  if (from.empty()) return newest_first(map, listed);
  if (!std::all_of(from.begin(), from.end(), [&](node n) { return listed[n]; })) {
    throw error(error_kind::revision,
                fmt::format("Requested range {} does not refer to ancestor/descendant revisions "
                            "along the same branch.",
                            printable(range)));
  }
  const node_set before = map.ancestors(from, edges::all);
  const node_set above = map.descendants(from, edges::down);
  for (node n = 0; n < map.size(); ++n) listed[n] = listed[n] && !before[n] && above[n];
  for (const node n : from) listed[n] = true;
  return newest_first(map, listed);
}

std::vector<node> all_current(const revision_map& map, const std::vector<std::string>& rows,
                              std::string_view version_table) {
  const version_rows state(map, rows, version_table);
  std::vector<node> applied;
  for (node n = 0; n < map.size(); ++n) {
    if (state.applied()[n]) applied.push_back(n);
  }
  return map.tips(applied, edges::down);
}

std::vector<node> divergence(const revision_map& map) {
  if (map.heads().size() == 1) return map.heads();
  node_set shared(map.size(), true);
  for (const node head : map.heads()) {
    const node_set below = map.ancestors({&head, 1}, edges::down);
    for (std::size_t n = 0; n < below.size(); ++n) shared[n] = shared[n] && below[n];
  }
  std::vector<node> shared_nodes;
  node_set shown(map.size(), true);
  for (node n = 0; n < map.size(); ++n) {
    if (!shared[n]) continue;
    shared_nodes.push_back(n);
    shown[n] = false;
  }
  for (const node n : map.tips(shared_nodes, edges::down)) shown[n] = true;
  return newest_first(map, shown);
}

std::vector<node> branch_points(const revision_map& map) {
  std::vector<node> all = newest_first(map, node_set(map.size(), true));
  std::erase_if(all, [&](node n) { return !map.is_branch_point(n); });
  return all;
}

}  // namespace fz
