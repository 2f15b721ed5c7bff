#include "core/revision/plan.hpp"
#include "core/revision/resolve.hpp"
#include "core/util/error.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace fz {
namespace {

/// Sets of nodes are small here: sorted vectors.
void insert(std::vector<node>& sorted, node n) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), n);
  if (at == sorted.end() || *at != n) sorted.insert(at, n);
}

bool contains(const std::vector<node>& sorted, node n) {
  return std::binary_search(sorted.begin(), sorted.end(), n);
}

std::vector<node> within(const std::vector<node>& nodes, const node_set& set) {
  std::vector<node> result;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(result),
               [&](node n) { return set[n]; });
  return result;
}

std::vector<node> nodes_of(const revision_map& map, const std::vector<std::string>& rows,
                           std::string_view version_table) {
  std::vector<node> result;
  for (const std::string& row : rows) {
    const auto found = map.find(row);
    if (!found) throw unknown_row(row, version_table);
    insert(result, *found);
  }
  return result;
}

/// Rows become a destination, or, without one, go away.
struct move {
  std::vector<node> from;
  std::optional<node> to;
};

class stamper {
 public:
  stamper(const revision_map& map, std::vector<node> rows) : map_(map), rows_(std::move(rows)) {}

  void add_target(const identifier& id) {
    const std::vector<node> destinations = resolve(map_, id);
    std::vector<node> in_branch = rows_;
    if (!id.branch.empty()) {
      in_branch = within(rows_, map_.lineage(resolve_branch(map_, id.branch), edges::all));
    }
    if (destinations.empty()) moves_.push_back({in_branch, std::nullopt});
    for (const node destination : destinations) {
      std::vector<node> from = within(rows_, map_.lineage(destination, edges::all));
      // A branch moves as a whole, but only if some of it is on the way.
      if (!id.branch.empty() && !from.empty() && !contains(rows_, destination)) {
        for (const node n : in_branch) insert(from, n);
      }
      std::erase(from, destination);
      moves_.push_back({std::move(from), destination});
    }
  }

  std::vector<step> steps() {
    const std::vector<node> after = rows_after();
    std::vector<step> result;
    std::vector<node> rows = rows_;
    for (const move& each : moves_) {
      if (!each.to || contains(rows, *each.to) || !contains(after, *each.to)) continue;
      std::vector<node> from;
      for (const node n : each.from) {
        if (contains(rows, n) && !contains(after, n)) from.push_back(n);
      }
      for (const node n : from) std::erase(rows, n);
      insert(rows, *each.to);
      result.push_back(move_step(from, *each.to));
    }
    for (const node n : rows) {
      if (contains(after, n)) continue;
      const std::string& id = map_[n].id;
      result.push_back(
          {direction::downgrade, nullptr, {id}, {}, {{row_change::kind::remove, id, ""}}});
    }
    return result;
  }

 private:
  std::vector<node> rows_after() const {
    std::vector<node> after = rows_;
    for (const move& each : moves_) {
      for (const node n : each.from) std::erase(after, n);
    }
    for (const move& each : moves_) {
      if (each.to) insert(after, *each.to);
    }
    return map_.tips(after, edges::all);
  }

  step move_step(const std::vector<node>& from, node to) const {
    const std::string& id = map_[to].id;
    check_row(id);
    step result = {direction::upgrade, nullptr, ids(map_, from), {id}, {}};
    if (from.empty()) {
      result.changes.push_back({row_change::kind::insert, "", id});
      return result;
    }
    if (map_.descendants({&to, 1}, edges::all)[from.front()]) {
      result.direction = direction::downgrade;
    }
    for (std::size_t i = 0; i + 1 < from.size(); ++i) {
      result.changes.push_back({row_change::kind::remove, map_[from[i]].id, ""});
    }
    result.changes.push_back({row_change::kind::update, map_[from.back()].id, id});
    return result;
  }

  const revision_map& map_;
  std::vector<node> rows_;  // sorted
  std::vector<move> moves_;
};

/// Empties the table before the first step, or as the only one.
void prepend_purge(const std::vector<std::string>& rows, std::vector<step>& steps) {
  if (rows.empty()) return;
  if (steps.empty()) steps.push_back({direction::downgrade, nullptr, rows, {}, {}});
  std::vector<row_change> changes;
  for (const std::string& row : rows) changes.push_back({row_change::kind::remove, row, ""});
  auto& first = steps.front().changes;
  first.insert(first.begin(), changes.begin(), changes.end());
}

}  // namespace

plan make_stamp_plan(const revision_map& map, const std::vector<std::string>& rows,
                     const std::vector<std::string>& targets, purge rows_first,
                     std::string_view version_table) {
  if (targets.empty()) throw error(error_kind::usage, "A revision to stamp is expected.");
  plan result;
  result.rows_before = rows;
  std::sort(result.rows_before.begin(), result.rows_before.end());
  const bool purges = rows_first == purge::yes;
  stamper stamper(map, purges ? std::vector<node>() : nodes_of(map, rows, version_table));
  for (const std::string& target : targets) stamper.add_target(parse_identifier(target));
  result.steps = stamper.steps();
  if (purges) prepend_purge(result.rows_before, result.steps);
  result.rows_after = result.rows_before;
  for (const step& each : result.steps) carry_out(each.changes, result.rows_after);
  return result;
}

}  // namespace fz
