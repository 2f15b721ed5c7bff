#include "core/autogenerate/postgresql/circles.hpp"

#include <algorithm>
#include <limits>

namespace fz::postgresql {
namespace {

constexpr std::size_t unseen = std::numeric_limits<std::size_t>::max();

/// Tarjan's search without recursion: schemas may be deep.
class search {
 public:
  explicit search(const std::vector<std::vector<std::size_t>>& successors)
      : successors_(successors),
        index_(successors.size(), unseen),
        low_(successors.size(), 0),
        on_stack_(successors.size(), false) {}

  std::vector<std::vector<std::size_t>> run() {
    for (std::size_t n = 0; n < successors_.size(); ++n) {
      if (index_[n] == unseen) visit(n);
    }
    return std::move(found_);
  }

 private:
  struct frame {
    std::size_t node;
    std::size_t next = 0;
  };

  void enter(std::size_t n) {
    index_[n] = low_[n] = count_++;
    stack_.push_back(n);
    on_stack_[n] = true;
    frames_.push_back({n, 0});
  }

  void visit(std::size_t root) {
    enter(root);
    while (!frames_.empty()) {
      frame& top = frames_.back();
      if (top.next < successors_[top.node].size()) {
        const std::size_t to = successors_[top.node][top.next++];
        if (index_[to] == unseen) {
          enter(to);
        } else if (on_stack_[to]) {
          low_[top.node] = std::min(low_[top.node], index_[to]);
        }
      } else {
        leave(top.node);
      }
    }
  }

  void leave(std::size_t n) {
    frames_.pop_back();
    if (!frames_.empty()) {
      std::size_t& low = low_[frames_.back().node];
      low = std::min(low, low_[n]);
    }
    if (low_[n] != index_[n]) return;
    std::vector<std::size_t> component;
    std::size_t member = 0;
    do {
      member = stack_.back();
      stack_.pop_back();
      on_stack_[member] = false;
      component.push_back(member);
    } while (member != n);
    if (component.size() > 1) found_.push_back(std::move(component));
  }

  const std::vector<std::vector<std::size_t>>& successors_;
  std::vector<std::size_t> index_;
  std::vector<std::size_t> low_;
  std::vector<bool> on_stack_;
  std::vector<std::size_t> stack_;
  std::vector<frame> frames_;
  std::size_t count_ = 0;
  std::vector<std::vector<std::size_t>> found_;
};

}  // namespace

std::vector<std::vector<std::size_t>> circles_in(
    const std::vector<std::vector<std::size_t>>& successors) {
  return search(successors).run();
}

}  // namespace fz::postgresql
