#include "core/revision/revision_map.hpp"

#include "core/revision/name.hpp"
#include "core/revision/normalized_parents.hpp"
#include "core/util/error.hpp"
#include "core/util/sort_key.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>

namespace fz {
namespace {

[[noreturn]] void fail(const revision& at, const std::string& sentence) {
  if (at.file.empty()) throw error(error_kind::revision, sentence);
  throw error_at(error_kind::revision, {at.file, at.line, 0}, sentence);
}

std::string place(const revision& at) {
  return at.file.empty() ? "in code" : "in " + to_string(source_position{at.file, at.line, 0});
}

void check_name_of(const revision& at, name_kind kind, std::string_view name) {
  try {
    check_name(kind, name);
  } catch (const error& refused) {
    fail(at, refused.what());
  }
}

/// The places of the revisions in the vector, the oldest first.
std::vector<std::uint32_t> by_age(const std::vector<revision>& revisions) {
  struct key {
    sort_key<3> create_date;
    sort_key<2> id;
    const std::string* file;
    std::uint32_t place;
    bool operator<(const key& other) const {
      if (const auto order = create_date <=> other.create_date; order != 0) return order < 0;
      if (const auto order = id <=> other.id; order != 0) return order < 0;
      return *file < *other.file;
    }
  };
  std::vector<key> keys;
  keys.reserve(revisions.size());
  for (const revision& each : revisions) {
    const auto place = static_cast<std::uint32_t>(keys.size());
    keys.push_back({sort_key<3>(each.create_date), sort_key<2>(each.id), &each.file, place});
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::uint32_t> places;
  places.reserve(keys.size());
  for (const key& each : keys) places.push_back(each.place);
  return places;
}

void append_unless_there(std::vector<node>& list, node n) {
  if (std::find(list.begin(), list.end(), n) == list.end()) list.push_back(n);
}

}  // namespace

revision_map::revision_map(std::vector<revision> revisions)
    : revisions_(std::move(revisions)), places_(by_age(revisions_)) {
  index_ids();
  index_labels();
  link();
  check_cycles();
  normalized_ = fz::normalized_parents(down_down_, down_all_);
  spread_ = label_spread(labels_, down_down_, up_down_, up_all_);
  for (node n = 0; n < size(); ++n) {
    if (is_head(n)) heads_.push_back(n);
    if (is_real_head(n)) real_heads_.push_back(n);
    if (down_down_[n].empty()) bases_.push_back(n);
  }
}

void revision_map::index_ids() {
  by_id_.reserve(size());
  for (node n = 0; n < size(); ++n) {
    const revision& each = (*this)[n];
    check_name_of(each, name_kind::revision_id, each.id);
    const auto [first, is_new] = by_id_.emplace(each.id, n);
    if (is_new) continue;
    throw error(error_kind::revision,
                fmt::format("Revision {} exists twice, {} and {}; give one of them another id.",
                            quote(each.id), place((*this)[first->second]), place(each)));
  }
}

void revision_map::index_labels() {
  for (node n = 0; n < size(); ++n) {
    const revision& each = (*this)[n];
    for (const std::string& name : each.branch_labels) {
      check_name_of(each, name_kind::branch_label, name);
      if (const auto other = find(name)) {
        fail(each,
             fmt::format("Branch label {} of revision {} is already the id of a revision, {}.",
                         quote(name), each.id, place((*this)[*other])));
      }
      labels_.push_back({name, n});
    }
  }
  std::stable_sort(labels_.begin(), labels_.end(),
                   [](const label& a, const label& b) { return a.name < b.name; });
  const auto same_name = [](const label& a, const label& b) { return a.name == b.name; };
  const auto twice = std::adjacent_find(labels_.begin(), labels_.end(), same_name);
  if (twice == labels_.end()) return;
  const revision& first = (*this)[twice->carrier];
  const revision& second = (*this)[(twice + 1)->carrier];
  fail(second, fmt::format("Branch label {} of revision {} is already used by revision {}, {}.",
                           quote(twice->name), second.id, first.id, place(first)));
}

node revision_map::down_revision(node from, std::string_view id) const {
  const revision& each = (*this)[from];
  const auto found = find(id);
  if (found == from) {
    fail(each, fmt::format("Revision {} is its own down_revision.", each.id));
  }
  if (found) return *found;
  if (const auto carrier = find_label(id)) {
    fail(each, fmt::format("The down_revision {} of revision {} is a branch label; write the id of "
                           "a revision, such as {}.",
                           quote(id), each.id, (*this)[*carrier].id));
  }
  fail(each, fmt::format("The down_revision {} of revision {} does not exist{}; restore its file "
                         "or correct the id.",
                         quote(id), each.id, did_you_mean(*this, id)));
}

node revision_map::dependency(node from, std::string_view id_or_label) const {
  const revision& each = (*this)[from];
  auto found = find(id_or_label);
  if (!found) found = find_label(id_or_label);
  if (found == from) fail(each, fmt::format("Revision {} depends on itself.", each.id));
  if (found) return *found;
  fail(each, fmt::format("Revision {} depends on {}, which is no revision or branch label{}; "
                         "restore its file or correct the id.",
                         each.id, quote(id_or_label), did_you_mean(*this, id_or_label)));
}

void revision_map::link() {
  std::vector<node> parents;
  for (node n = 0; n < size(); ++n) {
    const revision& each = (*this)[n];
    parents.clear();
    for (const std::string& id : each.down_revisions) {
      append_unless_there(parents, down_revision(n, id));
    }
    down_down_.append(parents);
    for (const std::string& name : each.depends_on) {
      append_unless_there(parents, dependency(n, name));
    }
    down_all_.append(parents);
  }
  up_down_ = down_down_.reversed();
  up_all_ = down_all_.reversed();
}

void revision_map::check_cycles() const {
  for (const auto which : {edges::down, edges::all}) {
    const std::vector<node> order = topological_order(down(which), up(which));
    if (order.size() == size()) continue;
    std::vector<node> cycle = find_cycle(down(which), order);
    const revision& first = (*this)[cycle.front()];
    cycle.push_back(cycle.front());
    fail(first, fmt::format("{} is detected in revisions ({}): each needs the next.",
                            which == edges::down ? "A cycle" : "A dependency cycle",
                            join(ids(*this, cycle), " -> ")));
  }
}

std::optional<node> revision_map::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return std::nullopt;
  return found->second;
}

std::optional<node> revision_map::find_label(std::string_view name) const {
  const auto found =
      std::lower_bound(labels_.begin(), labels_.end(), name,
                       [](const label& each, std::string_view key) { return each.name < key; });
  if (found == labels_.end() || found->name != name) return std::nullopt;
  return found->carrier;
}

node_set revision_map::ancestors(std::span<const node> from, edges which) const {
  return reachable(down(which), from);
}

node_set revision_map::descendants(std::span<const node> from, edges which) const {
  return reachable(up(which), from);
}

node_set revision_map::lineage(node n, edges which) const {
  node_set below = ancestors({&n, 1}, which);
  const node_set above = descendants({&n, 1}, which);
  for (node each = 0; each < size(); ++each) below[each] = below[each] || above[each];
  return below;
}

std::vector<node> revision_map::tips(std::span<const node> nodes, edges which) const {
  const node_set below = ancestors(nodes, which);
  // Everything on the way from one of the nodes up to another is below that other too.
  const auto is_covered = [&](node n) {
    const auto above = children(n, which);
    return std::any_of(above.begin(), above.end(), [&](node child) { return below[child]; });
  };
  std::vector<node> result;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(result), std::not_fn(is_covered));
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::vector<std::string> revision_map::names() const {
  std::vector<std::string> result;
  for (const revision& each : revisions_) result.push_back(each.id);
  for (const label& each : labels_) result.emplace_back(each.name);
  return result;
}

std::string id_with_labels(const revision_map& map, node n) {
  const auto labels = map.labels(n);
  if (labels.empty()) return map[n].id;
  return fmt::format("{} ({})", map[n].id, fmt::join(labels, ", "));
}

std::string enumerate(const revision_map& map, std::span<const node> nodes) {
  std::vector<std::string> words;
  for (const node n : nodes) words.push_back(id_with_labels(map, n));
  return enumerate(words);
}

std::vector<std::string> ids(const revision_map& map, std::span<const node> nodes) {
  std::vector<std::string> result;
  for (const node n : nodes) result.push_back(map[n].id);
  return result;
}

std::string did_you_mean(const revision_map& map, std::string_view name) {
  // Longer than any slip of the fingers, and the distance costs the product of the lengths.
  if (name.size() > 64) return "";
  const std::string found = nearest(name, map.names());
  return found.empty() ? "" : fmt::format(" (did you mean {}?)", quote(found));
}

}  // namespace fz
