#include "core/revision/resolve.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace fz {
namespace {

constexpr std::size_t shortest_completion = 4;

[[noreturn]] void fail(const std::string& sentence) { throw error(error_kind::revision, sentence); }

std::vector<node> within(const std::vector<node>& nodes, const std::optional<node_set>& set) {
  std::vector<node> result;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(result),
               [&](node n) { return !set || (*set)[n]; });
  return result;
}

[[noreturn]] void fail_ambiguous(const revision_map& map, std::string_view beginning,
                                 const std::vector<node>& candidates) {
  constexpr std::size_t most = 5;
  std::vector<std::string> names;
  for (const node n : candidates) names.push_back(quote(map[n].id));
  if (names.size() > most) {
    const std::size_t more = names.size() - most;
    names.resize(most);
    names.push_back(fmt::format("{} more", more));
  }
  fail(fmt::format("Multiple revisions start with {}: {}; write more of the one you mean.",
                   quote(beginning), enumerate(names)));
}

/// Revisions whose id or label begins with `beginning`. As in Alembic, names of less than four
/// characters are only found whole.
std::vector<node> completions(const revision_map& map, std::string_view beginning) {
  std::vector<node> result;
  const auto matches = [&](std::string_view name) {
    return name.size() >= shortest_completion && name.starts_with(beginning);
  };
  for (node n = 0; n < map.size(); ++n) {
    if (matches(map[n].id)) result.push_back(n);
  }
  for (const label& each : map.labels()) {
    if (matches(each.name)) result.push_back(each.carrier);
  }
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

/// There is no such revision.
[[noreturn]] void fail_unknown(const revision_map& map, const identifier& id) {
  const bool none = map.size() == 0;
  throw error(error_kind::revision,
              fmt::format("Can't locate revision identified by {}{}{}.", quote(id.text),
                          did_you_mean(map, id.symbol), none ? "; there are no revisions yet" : ""),
              none ? remedy() : remedy{remedy::action::list_revisions});
}

node resolve_name(const revision_map& map, const identifier& id,
                  const std::optional<node_set>& lineage) {
  auto found = map.find(id.symbol);
  if (!found) found = map.find_label(id.symbol);
  if (!found) {
    const std::vector<node> candidates = within(completions(map, id.symbol), lineage);
    if (candidates.size() > 1) fail_ambiguous(map, id.symbol, candidates);
    if (candidates.empty()) fail_unknown(map, id);
    found = candidates.front();
  }
  if (lineage && !(*lineage)[*found]) {
    fail(
        fmt::format("Revision {} is not a member of branch {}.", map[*found].id, quote(id.branch)));
  }
  return *found;
}

[[noreturn]] void fail_multiple_heads(const revision_map& map, const identifier& id,
                                      const std::vector<node>& heads) {
  const std::string narrow =
      id.branch.empty()
          ? "'<branchname>@head' to narrow to a specific head, or 'heads' "
            "for all heads"
          : fmt::format("or {} for all heads of the branch", quote(id.branch + "@heads"));
  fail(
      fmt::format("Multiple head revisions are present for given argument {}; please specify a "
                  "specific target revision, {}. The heads are {}.",
                  quote(id.text), narrow, enumerate(map, heads)));
}

/// What is before +N or -N, or the whole identifier.
std::vector<node> resolve_symbol(const revision_map& map, const identifier& id) {
  const auto lineage = branch_lineage(map, id);
  if (id.symbol == "base") return {};
  if (id.symbol == "heads") return lineage ? within(map.heads(), lineage) : map.real_heads();
  if (id.symbol == "head") {
    std::vector<node> heads = within(map.heads(), lineage);
    if (heads.size() > 1) fail_multiple_heads(map, id, heads);
    return heads;
  }
  return {resolve_name(map, id, lineage)};
}

std::optional<node> only(const revision_map& map, const identifier& id,
                         const std::vector<node>& nodes) {
  if (nodes.size() > 1) {
    fail(fmt::format("One revision is expected, but {} stands for {}: {}.", quote(id.text),
                     nodes.size(), enumerate(map, nodes)));
  }
  if (nodes.empty()) return std::nullopt;
  return nodes.front();
}

/// SYMBOL+N or SYMBOL-N.
std::optional<node> resolve_walk(const revision_map& map, const identifier& id) {
  identifier from = id;
  // A branch chooses the way up from a revision; the revision itself may lie outside of it.
  if (*id.steps >= 0 && id.symbol != "head" && id.symbol != "heads") from.branch.clear();
  const auto start = only(map, id, resolve_symbol(map, from));
  if (*id.steps < 0) return walk_down(map, start, -*id.steps, id);
  return walk_up(map, start, *id.steps, branch_lineage(map, id), id);
}

}  // namespace

node resolve_branch(const revision_map& map, std::string_view branch) {
  if (const auto found = map.find_label(branch)) return *found;
  if (const auto found = map.find(branch)) return *found;
  const std::vector<node> candidates = completions(map, branch);
  if (candidates.size() > 1) fail_ambiguous(map, branch, candidates);
  if (candidates.size() == 1) return candidates.front();
  std::vector<std::string> labels;
  for (const label& each : map.labels()) labels.emplace_back(each.name);
  fail(fmt::format(
      "No such branch: {}{}; {}.", quote(branch), did_you_mean(map, branch),
      labels.empty() ? "no revision has a branch label" : "the labels are " + enumerate(labels)));
}

std::optional<node_set> branch_lineage(const revision_map& map, const identifier& id) {
  if (id.branch.empty()) return std::nullopt;
  return map.lineage(resolve_branch(map, id.branch), edges::down);
}

std::vector<node> resolve(const revision_map& map, const identifier& id) {
  if (id.is_relative_to_database()) {
    fail(
        fmt::format("{} counts from where the database is, which is not possible here; name the "
                    "revision.",
                    quote(id.text)));
  }
  if (!id.steps) return resolve_symbol(map, id);
  const auto found = resolve_walk(map, id);
  return found ? std::vector<node>{*found} : std::vector<node>{};
}

std::optional<node> resolve_one(const revision_map& map, const identifier& id) {
  return only(map, id, resolve(map, id));
}

error walked_too_far(const identifier& id) {
  const std::string count = fmt::format("{:+}", *id.steps);
  if (id.is_relative_to_database()) {
    return error(error_kind::revision, fmt::format("Relative revision {} didn't produce {} "
                                                   "migrations.",
                                                   count, std::abs(*id.steps)));
  }
  return error(error_kind::revision,
               fmt::format("Walked too far: {} lies {} of the history.", quote(id.text),
                           *id.steps < 0 ? "below the base" : "above the head"));
}

std::optional<node> walk_up(const revision_map& map, std::optional<node> start, int steps,
                            const std::optional<node_set>& lineage, const identifier& id) {
  for (; steps > 0; --steps) {
    const auto all = start ? map.children(*start, edges::down) : std::span<const node>(map.bases());
    const std::vector<node> ways = within({all.begin(), all.end()}, lineage);
    if (ways.empty()) throw walked_too_far(id);
    if (ways.size() > 1) {
      fail(
          fmt::format("Ambiguous walk: {} could go on from {} to {}; name the revision, or its "
                      "branch as in BRANCH@+1.",
                      quote(id.text), start ? map[*start].id : "base", enumerate(map, ways)));
    }
    start = ways.front();
  }
  return start;
}

std::optional<node> walk_down(const revision_map& map, std::optional<node> start, int steps,
                              const identifier& id) {
  for (; steps > 0; --steps) {
    if (!start) throw walked_too_far(id);
    const auto ways = map.parents(*start, edges::down);
    if (ways.size() > 1) {
      fail(fmt::format("Ambiguous walk: {} could go on from the merge {} to {}; name the revision.",
                       quote(id.text), map[*start].id, enumerate(map, ways)));
    }
    start = ways.empty() ? std::nullopt : std::optional(ways.front());
  }
  return start;
}

}  // namespace fz
