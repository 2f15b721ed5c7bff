#include "core/revision/drawing.hpp"

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// A column of characters; lane n is at column 2n.
void put(std::string& line, std::size_t column, char c) {
  if (line.size() <= column) line.resize(column + 1, ' ');
  line[column] = c;
}

class drawer {
 public:
  drawer(const revision_map& map, std::span<const node> nodes) : map_(map), is_drawn_(map.size()) {
    for (const node n : nodes) is_drawn_[n] = true;
  }

  void draw(node n) {
    const std::size_t at = index_of(n, 0);
    if (at == lanes_.size()) lanes_.push_back(n);
    std::string line = bars(lanes_.size());
    put(line, 2 * at, '*');
    lines_.push_back({std::move(line), n});
    go_down(n, at);
  }

  std::vector<drawn_line> take() { return std::move(lines_); }

 private:
  static std::string bars(std::size_t lanes) {
    std::string line;
    for (std::size_t i = 0; i < lanes; ++i) put(line, 2 * i, '|');
    return line;
  }

  void go_down(node n, std::size_t at) {
    std::vector<node> parents;
    for (const node parent : map_.parents(n, edges::down)) {
      if (is_drawn_[parent]) parents.push_back(parent);
    }
    if (parents.empty()) return end_lane(at);
    lanes_[at] = parents.front();
    for (std::size_t i = parents.size(); i-- > 1;) open_lane(at + 1, parents[i]);
    join_lanes(at, parents.size());
  }

  /// Lanes to the right move over to make room: "|\ \".
  void open_lane(std::size_t at, node parent) {
    std::string line = bars(at);
    for (std::size_t i = at; i <= lanes_.size(); ++i) put(line, 2 * i - 1, '\\');
    lines_.push_back({std::move(line), std::nullopt});
    lanes_.insert(lanes_.begin() + static_cast<std::ptrdiff_t>(at), parent);
  }

  /// Lanes to the right move into the gap: "| / /".
  void end_lane(std::size_t at) {
    lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(at));
    if (at == lanes_.size()) return;
    std::string line = bars(at);
    for (std::size_t i = at; i < lanes_.size(); ++i) put(line, 2 * i + 1, '/');
    lines_.push_back({std::move(line), std::nullopt});
  }

  /// Of two lanes that wait for the same revision the right one ends: "|/", with others between
  /// "|_|/".
  void join_lanes(std::size_t at, std::size_t count) {
    for (std::size_t done = 0; done < count; ++done) {
      const node waited_for = lanes_[at];
      const auto left = index_of(waited_for, 0);
      const auto right = index_of(waited_for, left + 1);
      if (right == lanes_.size()) {
        ++at;
        continue;
      }
      std::string line = bars(right);
      for (std::size_t i = left; i + 1 < right; ++i) put(line, 2 * i + 1, '_');
      for (std::size_t i = right; i < lanes_.size(); ++i) put(line, 2 * i - 1, '/');
      lines_.push_back({std::move(line), std::nullopt});
      lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(right));
      if (right != at) ++at;
    }
  }

  std::size_t index_of(node n, std::size_t from) const {
    const auto begin = lanes_.begin() + static_cast<std::ptrdiff_t>(from);
    return static_cast<std::size_t>(std::find(begin, lanes_.end(), n) - lanes_.begin());
  }

  const revision_map& map_;
  node_set is_drawn_;
  std::vector<node> lanes_;  // the revision that each is on the way down to
  std::vector<drawn_line> lines_;
};

}  // namespace

std::vector<drawn_line> draw_graph(const revision_map& map, std::span<const node> newest_first) {
  drawer drawer(map, newest_first);
  for (const node n : newest_first) drawer.draw(n);
  return drawer.take();
}

}  // namespace fz
