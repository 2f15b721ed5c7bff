#include "core/schema/svg_layout.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>

namespace fz {
namespace {

class table_layout {
 public:
  explicit table_layout(const std::vector<relation>& tables) : tables_(tables) {
    for (std::size_t i = 0; i < tables.size(); ++i) index_.emplace(tables[i].key, i);
    rank_.assign(tables.size(), unknown);
    for (std::size_t i = 0; i < tables.size(); ++i) find_rank(i);
  }

  std::vector<placed_table> place() {
    placed_.resize(tables_.size());
    int x = svg_sizes::padding;
    for (int rank = 0; !column(rank).empty(); ++rank) x = place_column(column(rank), x);
    return std::move(placed_);
  }

 private:
  static constexpr int unknown = -1;
  static constexpr int being_found = -2;

  std::vector<std::size_t> parents(std::size_t table) const {
    std::vector<std::size_t> found;
    for (const reference& r : tables_[table].references) {
      const auto to = index_.find(r.to);
      if (to != index_.end() && to->second != table) found.push_back(to->second);
    }
    return found;
  }

  /// The length of the longest way of references from here; a ring is cut where it is closed.
  int find_rank(std::size_t table) {
    if (rank_[table] != unknown) return rank_[table];
    rank_[table] = being_found;
    int rank = 0;
    for (const std::size_t parent : parents(table)) {
      const int above = find_rank(parent);
      if (above != being_found) rank = std::max(rank, above + 1);
    }
    return rank_[table] = rank;
  }

  std::vector<std::size_t> column(int rank) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (rank_[i] == rank) found.push_back(i);
    }
    return found;
  }

  /// The mean height of what a table refers to.
  int wanted_y(std::size_t table) const {
    const std::vector<std::size_t> above = parents(table);
    int sum = 0;
    int count = 0;
    for (const std::size_t parent : above) {
      if (rank_[parent] >= rank_[table]) continue;
      sum += placed_[parent].y;
      ++count;
    }
    return count == 0 ? 0 : sum / count;
  }

  /// Gives where the next column begins.
  int place_column(std::vector<std::size_t> tables, int x) {
    std::stable_sort(tables.begin(), tables.end(),
                     [this](std::size_t a, std::size_t b) { return wanted_y(a) < wanted_y(b); });
    int y = svg_sizes::padding;
    int width = 0;
    for (const std::size_t i : tables) {
      placed_[i] = size_of(tables_[i]);
      placed_[i].x = x;
      placed_[i].y = std::max(y, wanted_y(i));
      y = placed_[i].y + placed_[i].height + svg_sizes::between_y;
      width = std::max(width, placed_[i].width);
    }
    return x + width + svg_sizes::between_x;
  }

  static placed_table size_of(const relation& table) {
    std::size_t letters = display_width(printable(short_name(table.key)));
    for (const relation_column& c : table.columns) {
      letters = std::max(letters, display_width(printable(c.name + "  " + c.type)) + 1);
    }
    placed_table placed{&table};
    placed.width = static_cast<int>(letters) * svg_sizes::letter + 2 * svg_sizes::padding;
    placed.height = static_cast<int>(table.columns.size() + 1) * svg_sizes::line;
    return placed;
  }

  const std::vector<relation>& tables_;
  std::map<object_key, std::size_t> index_;
  std::vector<int> rank_;
  std::vector<placed_table> placed_;
};

}  // namespace

std::vector<placed_table> place_tables(const std::vector<relation>& tables) {
  return table_layout(tables).place();
}

}  // namespace fz
