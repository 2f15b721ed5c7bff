#pragma once

#include "core/revision/adjacency.hpp"
#include "core/revision/label_spread.hpp"
#include "core/revision/revision.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fz {

/// Which edges of the graph a question is about.
enum class edges {
  down,  ///< down_revision only: branches, merges, heads ("versioned" in Alembic's source)
  all,   ///< down_revision and depends_on: what must be applied before what
};

/// The graph of all revisions, checked as a whole. Nodes ascend by create_date, then id, and every
/// list of nodes that it returns does too, unless it says otherwise. Cheap to move, not to copy;
/// references to its revisions outlive a move.
class revision_map {
 public:
  revision_map() : revision_map(std::vector<revision>()) {}

  /// Throws error(revision), naming the file, for: a bad, duplicate or reserved id or label; an
  /// unknown down_revision or depends_on; a cycle (its ids in order), of either kind of edge.
  explicit revision_map(std::vector<revision> revisions);

  revision_map(revision_map&&) = default;
  revision_map& operator=(revision_map&&) = default;
  revision_map(const revision_map&) = delete;
  revision_map& operator=(const revision_map&) = delete;

  std::size_t size() const { return revisions_.size(); }
  const revision& operator[](node n) const { return revisions_[places_[n]]; }

  /// The revision with exactly this id.
  std::optional<node> find(std::string_view id) const;

  /// The revision that carries exactly this branch label.
  std::optional<node> find_label(std::string_view label) const;

  /// Every label with the revision that carries it, in alphabetical order.
  const std::vector<label>& labels() const { return labels_; }

  /// The labels of all branches that a revision belongs to: its own, those spread from below, and
  /// from above along a line without branch or merge (as Alembic's).
  std::span<const std::string_view> labels(node n) const { return spread_.of(n); }

  /// Revisions that are not a down_revision of another.
  const std::vector<node>& heads() const { return heads_; }

  /// Revisions that are neither a down_revision nor a dependency of another.
  const std::vector<node>& real_heads() const { return real_heads_; }

  /// Revisions without down_revision.
  const std::vector<node>& bases() const { return bases_; }

  /// Down: the down_revisions as declared. All: those, then the dependencies as declared. No
  /// duplicates.
  std::span<const node> parents(node n, edges which) const { return down(which)[n]; }

  /// The down_revisions, then the dependencies that no ancestor along down_revision has already:
  /// those whose version rows the revision takes over (Alembic's _normalized_down_revisions).
  std::span<const node> normalized_parents(node n) const { return normalized_[n]; }

  std::span<const node> children(node n, edges which) const { return up(which)[n]; }

  bool is_head(node n) const { return up_down_[n].empty(); }
  bool is_real_head(node n) const { return up_all_[n].empty(); }

  /// A head that another branch depends on.
  bool is_effective_head(node n) const { return is_head(n) && !is_real_head(n); }
  bool is_branch_point(node n) const { return up_down_[n].size() > 1; }
  bool is_merge_point(node n) const { return down_down_[n].size() > 1; }

  /// `from` and everything below it.
  node_set ancestors(std::span<const node> from, edges which) const;

  /// `from` and everything above it.
  node_set descendants(std::span<const node> from, edges which) const;

  /// The revision, everything below and everything above it.
  node_set lineage(node n, edges which) const;

  /// Those of `nodes` that are below no other of them.
  std::vector<node> tips(std::span<const node> nodes, edges which) const;

  /// Every id and every label, for suggestions.
  std::vector<std::string> names() const;

 private:
  const adjacency& down(edges which) const { return which == edges::down ? down_down_ : down_all_; }
  const adjacency& up(edges which) const { return which == edges::down ? up_down_ : up_all_; }

  void index_ids();
  void index_labels();
  void link();
  void check_cycles() const;
  node down_revision(node from, std::string_view id) const;
  node dependency(node from, std::string_view id_or_label) const;

  // The keys of both indexes and the labels are views into the revisions' strings: these stay where
  // they are when the vector is moved.
  std::vector<revision> revisions_;
  std::vector<std::uint32_t> places_;  // of the nodes in revisions_, which is as it was given
  std::unordered_map<std::string_view, node> by_id_;
  std::vector<label> labels_;
  adjacency down_down_, down_all_, normalized_, up_down_, up_all_;
  std::vector<node> heads_, real_heads_, bases_;
  label_spread spread_;
};

/// How messages name a revision: its id, then its branch labels in parentheses.
std::string id_with_labels(const revision_map& map, node n);

/// "a, b (shop) and c": id_with_labels() of each.
std::string enumerate(const revision_map& map, std::span<const node> nodes);

/// The ids of `nodes`, in their order.
std::vector<std::string> ids(const revision_map& map, std::span<const node> nodes);

/// " (did you mean 'x'?)" with the nearest id or label, or "" if none is near.
std::string did_you_mean(const revision_map& map, std::string_view name);

}  // namespace fz
