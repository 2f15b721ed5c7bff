#pragma once

#include "core/command/context.hpp"
#include "core/revision/revision_map.hpp"
#include "core/runtime/project.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// Some of a project's revisions, in the order in which they are shown; the nodes are those of
/// map().
struct revision_list {
  fz::project project;
  std::vector<node> revisions;
  /// The version rows, sorted; nothing: the database was not asked.
  std::optional<std::vector<std::string>> rows;
  /// A step that was stopped half-way; only where the database was asked.
  std::optional<journal_entry> unfinished = {};

  const revision_map& map() const noexcept { return project.map(); }

  /// True if the revision's id is a version row.
  bool is_row(node n) const;
};

/// What is applied: the tips along down_revision, oldest first (Alembic's `current`).
task<revision_list> current(const context& ctx);

/// True if the version rows are exactly the heads that nothing else depends on.
bool is_at_heads(const revision_list& current);

struct history_options {
  std::string range = ":";  ///< see fz::history(): "A:B", "A:", ":B", also with `current`
  bool indicate_current = false;
};

/// The revisions of a range, newest first. Asks the database only if the options need it.
task<revision_list> history(const context& ctx, history_options options);

/// The heads; with `real`, without those that another revision depends on.
enum class which_heads { all, real };
task<revision_list> heads(const context& ctx, which_heads which);

/// How the heads came apart, newest first; see fz::divergence().
task<revision_list> divergence(const context& ctx);

/// The branch points, newest first.
task<revision_list> branches(const context& ctx);

/// The revisions that an identifier matches; `current` is accepted too.
task<revision_list> show(const context& ctx, std::string identifier);

/// Every revision, newest first, with the version rows, what of it is applied and which applied
/// files have changed since (see changed_files()).
struct status_report {
  revision_list all;
  std::vector<bool> applied;  ///< for each of all.revisions
  std::size_t pending = 0;
  std::vector<node> changed;  ///< ascending
};
task<status_report> status(const context& ctx);

}  // namespace fz::command
