#include "core/revision/target.hpp"

#include "core/revision/resolve.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace fz {
namespace {

[[noreturn]] void fail(const std::string& sentence) { throw error(error_kind::revision, sentence); }

std::vector<node> members(const node_set& set) {
  std::vector<node> result;
  for (node n = 0; n < set.size(); ++n) {
    if (set[n]) result.push_back(n);
  }
  return result;
}

void keep(std::vector<node>& nodes, const std::optional<node_set>& lineage) {
  if (lineage) std::erase_if(nodes, [&](node n) { return !(*lineage)[n]; });
}

std::vector<node> above_the_database(const revision_map& map, const version_rows& rows,
                                     const identifier& id) {
  if (*id.steps <= 0) throw walked_too_far(id);
  const auto lineage = branch_lineage(map, id);
  std::vector<node> from = rows.tips();
  keep(from, lineage);
  if (from.empty()) {
    // The branch may be applied as far as other rows need it.
    from = members(rows.applied());
    keep(from, lineage);
    from = map.tips(from, edges::all);
  }
  if (from.size() > 1) {
    fail(
        fmt::format("Ambiguous upgrade from multiple current revisions: {} could start from {}; "
                    "name the revision, or its branch as in BRANCH@{:+}.",
                    quote(id.text), enumerate(map, from), *id.steps));
  }
  const auto start = from.empty() ? std::nullopt : std::optional(from.front());
  return {*walk_up(map, start, *id.steps, lineage, id)};
}

/// The one place in the database from which -N goes down.
node start_below(const revision_map& map, const version_rows& rows, const identifier& id) {
  const auto lineage = branch_lineage(map, id);
  std::vector<node> from = rows.tips();
  keep(from, lineage);
  if (from.empty() && lineage) {
    // A branch's tip has no row while other rows depend on it.
    from = map.tips(members(rows.applied()), edges::down);
    keep(from, lineage);
    if (from.empty()) {
      fail(
          fmt::format("{} has nothing to go down from: branch {} is not applied, or other "
                      "branches go on from it.",
                      quote(id.text), quote(id.branch)));
    }
  }
  if (from.empty()) throw walked_too_far(id);
  if (from.size() > 1) {
    fail(fmt::format(
        "{} is ambiguous: the database is at {} revisions, {}; name the revision to "
        "go down to, or one branch as in {}@{:+}.",
        quote(id.text), from.size(), enumerate(map, from), map[from.front()].id, *id.steps));
  }
  return from.front();
}

/// -N from where the database is: the Nth revision down the line is the last that goes.
node below_the_database(const revision_map& map, const version_rows& rows, const identifier& id) {
  if (*id.steps >= 0) throw walked_too_far(id);
  node last = start_below(map, rows, id);
  for (int more = -*id.steps - 1; more > 0; --more) {
    const auto parents = map.parents(last, edges::down);
    if (parents.empty()) throw walked_too_far(id);
    if (parents.size() > 1) {
      const std::vector<node> ways = map.tips(parents, edges::all);
      if (ways.size() > 1) {
        fail(
            fmt::format("{} is ambiguous: below the merge {} there are {} revisions, {}; -1 undoes "
                        "the merge, or name the revision to go down to.",
                        quote(id.text), map[last].id, ways.size(), enumerate(map, ways)));
      }
      last = ways.front();
    } else {
      last = parents.front();
    }
  }
  return last;
}

void keep_branch(const revision_map& map, const identifier& id, std::vector<node>& roots) {
  if (id.branch.empty()) return;
  const node branch = resolve_branch(map, id.branch);
  if (roots.size() < 2) return;
  const node_set below = map.ancestors({&branch, 1}, edges::down);
  std::erase_if(roots, [&](node n) { return !below[n]; });
  if (roots.empty()) {
    fail(
        fmt::format("{} is not a valid downgrade target from current head(s): branch {} does not "
                    "go through what stands above it.",
                    quote(id.text), quote(id.branch)));
  }
}

/// A downgrade's branch says which way above the target goes: the target need not lie within.
std::optional<node> downgrade_target(const revision_map& map, const identifier& id) {
  const bool is_plain = !id.steps && id.symbol != "head" && id.symbol != "heads";
  if (!is_plain) return resolve_one(map, id);
  identifier symbol = id;
  symbol.branch.clear();
  return resolve_one(map, symbol);
}

}  // namespace

std::vector<node> upgrade_targets(const revision_map& map, const version_rows& rows,
                                  const identifier& id) {
  return id.is_relative_to_database() ? above_the_database(map, rows, id) : resolve(map, id);
}

std::vector<node> downgrade_roots(const revision_map& map, const version_rows& rows,
                                  const identifier& id) {
  if (id.is_relative_to_database()) return {below_the_database(map, rows, id)};
  const auto target = downgrade_target(map, id);
  if (!target) {
    std::vector<node> roots = map.bases();
    keep_branch(map, id, roots);
    return roots;
  }
  const auto children = map.children(*target, edges::down);
  std::vector<node> roots(children.begin(), children.end());
  keep_branch(map, id, roots);
  const node_set above = map.descendants(roots, edges::all);
  for (node n = 0; n < map.size(); ++n) {
    if (above[n] && rows.applied()[n]) return roots;
  }
  const std::vector<node> tips = rows.tips();
  if (std::find(tips.begin(), tips.end(), *target) == tips.end()) {
    fail(fmt::format("Destination {} is not a valid downgrade target from current head(s): {}.",
                     quote(id.text),
                     rows.applied()[*target] ? "nothing above it in its branch is applied"
                                             : "it is not applied"));
  }
  return roots;
}

}  // namespace fz
