#include "core/revision/version_rows.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {

void carry_out(const std::vector<row_change>& changes, std::vector<std::string>& rows) {
  for (const row_change& change : changes) {
    if (change.what != row_change::kind::insert) std::erase(rows, change.from);
    if (change.what == row_change::kind::remove) continue;
    rows.insert(std::lower_bound(rows.begin(), rows.end(), change.to), change.to);
  }
}

error unknown_row(std::string_view row, std::string_view version_table) {
  return error(
      error_kind::revision,
      fmt::format("Can't locate revision identified by {}: version table {} has this row, but no "
                  "revision file declares it.",
                  quote(row), quote(version_table)),
      {remedy::action::correct_version_table});
}

version_rows::version_rows(const revision_map& map, const std::vector<std::string>& rows,
                           std::string_view version_table)
    : map_(map), is_row_(map.size()), applied_children_(map.size()) {
  std::vector<node> nodes;
  for (const std::string& row : rows) {
    const auto found = map.find(row);
    if (!found) throw unknown_row(row, version_table);
    nodes.push_back(*found);
  }
  applied_ = map.ancestors(nodes, edges::all);
  for (node n = 0; n < map.size(); ++n) {
    if (!applied_[n]) continue;
    for (const node parent : map.parents(n, edges::all)) ++applied_children_[parent];
  }
  for (const node n : nodes) {
    if (applied_children_[n] == 0) {
      is_row_[n] = true;
    } else {
      redundant_.push_back(map[n].id);
    }
  }
  std::sort(redundant_.begin(), redundant_.end());
  redundant_.erase(std::unique(redundant_.begin(), redundant_.end()), redundant_.end());
}

std::vector<node> version_rows::tips() const {
  std::vector<node> result;
  for (node n = 0; n < map_.size(); ++n) {
    if (is_row_[n]) result.push_back(n);
  }
  return result;
}

std::vector<std::string> version_rows::ids() const {
  std::vector<std::string> result = fz::ids(map_, tips());
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<row_change> version_rows::remove_redundant() {
  std::vector<row_change> changes;
  for (std::string& id : std::exchange(redundant_, {})) {
    changes.push_back({row_change::kind::remove, std::move(id), ""});
  }
  return changes;
}

std::vector<row_change> version_rows::upgrade(node n) {
  std::vector<row_change> changes = remove_redundant();
  std::vector<node> taken_over;
  for (const node parent : map_.normalized_parents(n)) {
    if (is_row_[parent]) taken_over.push_back(parent);
  }
  for (const node parent : map_.parents(n, edges::all)) {
    ++applied_children_[parent];
    is_row_[parent] = false;
  }
  applied_[n] = true;
  is_row_[n] = true;

  const std::string& id = map_[n].id;
  if (taken_over.empty()) {
    changes.push_back({row_change::kind::insert, "", id});
    return changes;
  }
  const node last = taken_over.back();
  taken_over.pop_back();
  for (const node gone : taken_over) {
    changes.push_back({row_change::kind::remove, map_[gone].id, ""});
  }
  changes.push_back({row_change::kind::update, map_[last].id, id});
  return changes;
}

std::vector<row_change> version_rows::downgrade(node n) {
  std::vector<row_change> changes = remove_redundant();
  std::vector<node> uncovered;
  for (const node parent : map_.parents(n, edges::all)) {
    if (--applied_children_[parent] > 0) continue;
    is_row_[parent] = true;
    uncovered.push_back(parent);
  }
  applied_[n] = false;
  is_row_[n] = false;

  const std::string& id = map_[n].id;
  if (uncovered.empty()) {
    changes.push_back({row_change::kind::remove, id, ""});
    return changes;
  }
  const node last = uncovered.back();
  uncovered.pop_back();
  for (const node inserted : uncovered) {
    changes.push_back({row_change::kind::insert, "", map_[inserted].id});
  }
  changes.push_back({row_change::kind::update, id, map_[last].id});
  return changes;
}

}  // namespace fz
