#pragma once

#include "core/revision/identifier.hpp"
#include "core/revision/revision_map.hpp"
#include "core/revision/version_rows.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

enum class direction { upgrade, downgrade };

/// "upgrade" or "downgrade".
constexpr std::string_view to_string(direction d) {
  return d == direction::upgrade ? "upgrade" : "downgrade";
}

/// One revision in one direction, and what becomes of the version table in the same transaction.
struct step {
  fz::direction direction;
  const revision* subject;        ///< what runs, held by the map; a stamp runs nothing: null
  std::vector<std::string> from;  ///< for the log, as Alembic: without dependencies, base is empty
  std::vector<std::string> to;
  std::vector<row_change> changes;  ///< to be carried out in this order
};

/// Steps in the order in which they run. To know the rows between two steps, start with
/// rows_before and carry_out() each step's changes.
struct plan {
  std::vector<step> steps;
  std::vector<std::string> rows_before;  ///< sorted, as given
  std::vector<std::string> rows_after;   ///< sorted
};

/// What a log line says after "Running ", printable: "upgrade A -> B, message",
/// "stamp_revision A -> B".
std::string to_string(const step& step);

/// What has to run to bring a database with these version rows to `target`; where it goes from
/// here for relative targets. Alembic's `upgrade` and `downgrade`, with these rules of its own:
/// - of revisions that could run next, an upgrade takes the oldest child (create_date, then
///   id) of the last one; a downgrade runs in exactly the reverse order;
/// - a row below another row is tolerated, and removed by the first step;
/// - -N from one row goes down through a merge if that leaves one row, and undoes a merge as its
///   last step; from several rows it is an error that names them.
/// A plan without steps: nothing to do, the rows stay as they are. Throws error(usage) for what is
/// not an identifier, error(revision) for what is not found, is ambiguous, cannot be reached, or
/// needs a row of more than 32 characters. `version_table` is named in messages. `begun`: the id of
/// a revision that comes first if it is part of the plan, because its step was stopped half-way.
plan make_plan(const revision_map& map, const std::vector<std::string>& rows, direction way,
               std::string_view target, std::string_view version_table = "alembic_version",
               std::string_view begun = {});

/// The one step that finishes what was begun: that revision, in that direction. Throws
/// error(revision) if there is no such revision, or a row is unknown.
plan make_finishing_plan(const revision_map& map, const std::vector<std::string>& rows,
                         direction way, std::string_view begun,
                         std::string_view version_table = "alembic_version");

/// What `stamp` does: the rows related to a target (above, below, or sharing the branch that it
/// names) become that target, other rows stay; base removes them. No ancestor is left beside its
/// descendant. A step moves some rows to one target or removes one.
/// With purge::yes all rows go first, known or not. Throws like make_plan; also if `targets` is
/// empty.
enum class purge { no, yes };
plan make_stamp_plan(const revision_map& map, const std::vector<std::string>& rows,
                     const std::vector<std::string>& targets, purge rows_first,
                     std::string_view version_table = "alembic_version");

/// A plan points into its map: a temporary one would leave it dangling.
plan make_plan(const revision_map&&, const std::vector<std::string>&, direction, std::string_view,
               std::string_view = {}) = delete;

/// Throws error(revision) if a version row (32 characters, as Alembic makes it) cannot hold `id`.
void check_row(std::string_view id);

/// The version rows of a database that is exactly at `id`: where offline mode starts. Sorted.
std::vector<std::string> rows_of(const revision_map& map, const identifier& id);

/// An order in which every revision of `set` follows all that it needs of `set`: the walk continues
/// with the oldest child of the last one as long as it can, then with the sibling nearest to it.
std::vector<node> run_order(const revision_map& map, const node_set& set);

}  // namespace fz
