#include "core/revision/plan.hpp"

#include "core/revision/resolve.hpp"
#include "core/revision/target.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

step make_step(const revision_map& map, version_rows& rows, direction way, node n) {
  std::vector<std::string> own = {map[n].id};
  std::vector<std::string> below = ids(map, map.parents(n, edges::down));
  if (way == direction::upgrade) {
    return {way, &map[n], std::move(below), std::move(own), rows.upgrade(n)};
  }
  return {way, &map[n], std::move(own), std::move(below), rows.downgrade(n)};
}

/// What is missing of the targets and all they need.
node_set pending(const revision_map& map, const version_rows& rows, const identifier& id) {
  node_set set = map.ancestors(upgrade_targets(map, rows, id), edges::all);
  for (node n = 0; n < map.size(); ++n) set[n] = set[n] && !rows.applied()[n];
  return set;
}

/// What is applied of the roots and all that needs them.
node_set superfluous(const revision_map& map, const version_rows& rows, const identifier& id) {
  node_set set = map.descendants(downgrade_roots(map, rows, id), edges::all);
  for (node n = 0; n < map.size(); ++n) set[n] = set[n] && rows.applied()[n];
  return set;
}

plan make_steps(const revision_map& map, version_rows state, const std::vector<std::string>& rows,
                direction way, const std::vector<node>& order) {
  plan result;
  result.rows_before = rows;
  std::sort(result.rows_before.begin(), result.rows_before.end());
  result.steps.reserve(order.size());
  for (const node n : order) {
    if (way == direction::upgrade) check_row(map[n].id);
    result.steps.push_back(make_step(map, state, way, n));
  }
  result.rows_after = order.empty() ? result.rows_before : state.ids();
  return result;
}

}  // namespace

std::string to_string(const step& step) {
  const std::string_view verb = step.subject == nullptr                ? "stamp_revision"
                                : step.direction == direction::upgrade ? "upgrade"
                                                                       : "downgrade";
  const std::string message = step.subject == nullptr ? "" : summary(*step.subject);
  // A purged row may hold anything.
  return printable(fmt::format("{} {} -> {}{}{}", verb, join(step.from, ", "), join(step.to, ", "),
                               message.empty() ? "" : ", ", message));
}

void check_row(std::string_view id) {
  constexpr std::ptrdiff_t most = 32;
  const auto begins_character = [](char c) { return (c & 0xC0) != 0x80; };
  const auto length = std::count_if(id.begin(), id.end(), begins_character);
  if (length <= most) return;
  throw error(error_kind::revision,
              fmt::format("Revision id {} has {} characters, but the version table holds {}; give "
                          "the revision a shorter id.",
                          quote(id), length, most));
}

std::vector<node> run_order(const revision_map& map, const node_set& set) {
  std::vector<std::uint32_t> missing(map.size());
  std::vector<node> ready;  // the next one is last
  for (node n = static_cast<node>(map.size()); n-- > 0;) {
    if (!set[n]) continue;
    for (const node parent : map.parents(n, edges::all)) missing[n] += set[parent];
    if (missing[n] == 0) ready.push_back(n);
  }
  std::vector<node> order;
  while (!ready.empty()) {
    const node n = ready.back();
    ready.pop_back();
    order.push_back(n);
    const auto children = map.children(n, edges::all);
    for (auto child = children.rbegin(); child != children.rend(); ++child) {
      if (set[*child] && --missing[*child] == 0) ready.push_back(*child);
    }
  }
  return order;
}

plan make_plan(const revision_map& map, const std::vector<std::string>& rows, direction way,
               std::string_view target, std::string_view version_table, std::string_view begun) {
  const identifier id = parse_identifier(target);
  version_rows state(map, rows, version_table);
  const bool is_upgrade = way == direction::upgrade;
  std::vector<node> order =
      run_order(map, is_upgrade ? pending(map, state, id) : superfluous(map, state, id));
  if (!is_upgrade) std::reverse(order.begin(), order.end());
  const auto first =
      std::find_if(order.begin(), order.end(), [&](node n) { return map[n].id == begun; });
  if (first != order.end()) std::rotate(order.begin(), first, first + 1);
  return make_steps(map, std::move(state), rows, way, order);
}

plan make_finishing_plan(const revision_map& map, const std::vector<std::string>& rows,
                         direction way, std::string_view begun, std::string_view version_table) {
  version_rows state(map, rows, version_table);
  const auto found = map.find(begun);
  if (!found) {
    throw error(error_kind::revision,
                fmt::format("Revision {} was stopped half-way, and no revision file declares it.",
                            quote(begun)));
  }
  return make_steps(map, std::move(state), rows, way, {*found});
}

std::vector<std::string> rows_of(const revision_map& map, const identifier& id) {
  std::vector<std::string> rows = ids(map, map.tips(resolve(map, id), edges::all));
  std::sort(rows.begin(), rows.end());
  return rows;
}

}  // namespace fz
