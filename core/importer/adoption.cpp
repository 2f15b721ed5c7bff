#include "core/importer/adoption.hpp"

#include "core/importer/folder_files.hpp"
#include "core/revision/plan.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace fz::importer {
namespace {

/// An imported revision with its place in the graph.
struct ordered_revision {
  node at;
  const existing_revision* which;
};

/// Version numbers are compared part by part.
bool is_at_most(const std::string& a, const std::string& b) {
  const auto x = split(a, '.');
  const auto y = split(b, '.');
  for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    const std::string_view left = i < x.size() ? x[i] : "0";
    const std::string_view right = i < y.size() ? y[i] : "0";
    if (is_smaller_number(left, right)) return true;
    if (is_smaller_number(right, left)) return false;
  }
  return true;
}

bool is_number(const std::string& version) {
  return !version.empty() && version.find_first_not_of("0123456789.") == version.npos;
}

class adoption_planner {
 public:
  adoption_planner(const old_state& state, const revision_map& map,
                   const std::vector<existing_revision>& revisions)
      : state_(state), map_(map) {
    for (const existing_revision& each : revisions) origins_[each.id] = &each;
    order_revisions();
  }

  adoption plan() {
    if (state_.is_dirty) {
      problem(fmt::format("{} says that a migration stopped half-way (dirty).", state_.table));
    }
    if (order_.empty()) {
      problem(
          fmt::format("No revision of the project was imported from {}.", to_string(state_.from)));
      return std::move(plan_);
    }
    state_.is_position ? take_position() : take_rows();
    find_holes();
    finish();
    return std::move(plan_);
  }

 private:
  void problem(std::string sentence) { plan_.problems.push_back(std::move(sentence)); }

  void order_revisions() {
    const node_set all = map_.ancestors(map_.real_heads(), edges::all);
    for (const node n : run_order(map_, all)) add(n);
  }

  void add(node at) {
    const auto found = origins_.find(map_[at].id);
    if (found == origins_.end() || !found->second->origin) return;
    if (found->second->origin->from != state_.from) return;
    order_.push_back({at, found->second});
    projects_.insert(sqitch_project_of(found->second->origin->version));
  }

  /// One row: everything up to there.
  void take_position() {
    if (state_.applied.empty()) return;
    const std::string& version = state_.applied.front().version;
    const auto found = std::find_if(
        order_.begin(), order_.end(),
        [&](const ordered_revision& each) { return each.which->origin->version == version; });
    if (found == order_.end()) return problem(unknown(version));
    for (auto at = order_.begin(); at <= found; ++at) applied_.insert(at->at);
  }

  std::string unknown(const std::string& version) const {
    return fmt::format("{} has version {}, of which there is no revision.", state_.table,
                       quote(version));
  }

  void take_rows() {
    std::map<std::string, std::size_t> occurrences;
    for (const applied_row& row : state_.applied) {
      if (is_of_other_project(row)) continue;
      if (!row.is_successful) {
        problem(fmt::format("{} says that version {} failed.", state_.table, quote(row.version)));
        continue;
      }
      if (row.is_baseline) {
        take_baseline(row.version);
        continue;
      }
      const ordered_revision* found = revision_for(row, occurrences[row.version]++);
      if (found == nullptr) {
        problem(unknown(row.version));
        continue;
      }
      applied_.insert(found->at);
      check_content(row, *found);
    }
  }

  /// sqitch keeps all projects of a database together.
  bool is_of_other_project(const applied_row& row) {
    const std::string project = sqitch_project_of(row.version);
    if (state_.from != tool::sqitch || projects_.contains(project)) return false;
    plan_.has_other_projects = true;
    if (told_.insert(project).second) {
      plan_.notes.push_back(fmt::format("{} also has the project {}, which was not imported.",
                                        state_.table, quote(project)));
    }
    return true;
  }

  void take_baseline(const std::string& version) {
    for (const ordered_revision& each : order_) {
      const std::string& own = each.which->origin->version;
      if (is_number(own) && is_at_most(own, version)) applied_.insert(each.at);
    }
  }

  /// Of a version that comes several times, as a reworked change does, the next one.
  const ordered_revision* revision_for(const applied_row& row, std::size_t occurrence) const {
    std::vector<const ordered_revision*> candidates;
    for (const ordered_revision& each : order_) {
      if (may_be(row, *each.which->origin)) candidates.push_back(&each);
    }
    if (candidates.empty()) return nullptr;
    if (state_.from != tool::sqitch) return candidates.front();
    return occurrence < candidates.size() ? candidates[occurrence] : nullptr;
  }

  bool may_be(const applied_row& row, const origin_line& origin) const {
    const bool is_reworked =
        state_.from == tool::sqitch && origin.version.starts_with(row.version + "@");
    if (origin.version != row.version && !is_reworked) return false;
    // A repeatable script has a revision for each of its contents.
    const bool repeats = state_.from == tool::flyway && row.version.starts_with("R__");
    return !repeats || origin.checksum == row.checksum;
  }

  void check_content(const applied_row& row, const ordered_revision& found) {
    const origin_line& origin = *found.which->origin;
    if (row.checksum.empty() || origin.checksum.empty() || row.checksum == origin.checksum) return;
    problem(
        fmt::format("Version {} was applied with another content than {} had when it was "
                    "imported.",
                    quote(row.version), quote(origin.file)));
  }

  bool is_repeatable(const ordered_revision& each) const {
    return state_.from == tool::flyway && each.which->origin->version.starts_with("R__");
  }

  /// Everything before what is applied must be applied.
  void find_holes() {
    for (const ordered_revision& each : order_) {
      if (!applied_.contains(each.at)) continue;
      for (const node before : map_.parents(each.at, edges::all)) {
        if (applied_.contains(before)) continue;
        if (is_repeatable(each)) {
          applied_.erase(each.at);
          plan_.notes.push_back(fmt::format(
              "Revision {} will run again: revisions that come before it are not applied.",
              map_[each.at].id));
          break;
        }
        problem(fmt::format("Revision {} is not applied, but {}, which comes after it, is.",
                            map_[before].id, map_[each.at].id));
      }
    }
  }

  void finish() {
    std::set<node> followed;
    for (const node n : applied_) {
      for (const node before : map_.parents(n, edges::all)) followed.insert(before);
    }
    for (const ordered_revision& each : order_) {
      const std::string& id = map_[each.at].id;
      const bool is_applied = applied_.contains(each.at);
      (is_applied ? plan_.applied : plan_.pending).push_back(id);
      if (is_applied && !followed.contains(each.at)) plan_.heads.push_back(id);
    }
  }

  const old_state& state_;
  const revision_map& map_;
  std::map<std::string, const existing_revision*> origins_;
  std::vector<ordered_revision> order_;
  std::set<node> applied_;
  std::set<std::string> projects_;  // of sqitch, that were imported
  std::set<std::string> told_;
  adoption plan_;
};

}  // namespace

adoption plan_adoption(const old_state& state, const revision_map& map,
                       const std::vector<existing_revision>& revisions) {
  return adoption_planner(state, map, revisions).plan();
}

}  // namespace fz::importer
