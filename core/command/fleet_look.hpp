#pragma once

#include "core/command/context.hpp"
#include "core/command/fleet_run.hpp"
#include "core/database/row.hpp"
#include "core/fleet/find_targets.hpp"
#include "core/fleet/visit.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// Which targets are looked at, and how many at once. What only a run that writes needs does not
/// count.
struct fleet_look_options {
  fleet_selection which;
  fleet_pace pace;
  bool compares_schemas = false;
  /// Where scratch databases are made to compare them with what the revisions lead to; unless
  /// given, where the configuration says, else on the server of a target.
  std::optional<database_url> scratch = {};
};

/// Which revisions one target is at.
struct target_position {
  bool exists = true;
  bool has_version_table = false;
  std::vector<std::string> rows;  ///< of the version table, sorted
  bool is_half_way = false;       ///< a step outside of a transaction was stopped
  std::size_t pending = 0;        ///< revisions up to the heads
  std::string problem = {};       ///< a row that no revision explains
  std::string fingerprint = {};   ///< of the schema; empty: it was not read
};

/// Targets with the same rows and the same schema.
struct drift_group {
  enum class reference {
    majority,   ///< the schema that most targets at these rows have
    revisions,  ///< what the revisions lead to
  };

  std::vector<std::string> rows;
  std::vector<std::size_t> targets;  ///< indexes, ascending
  std::string difference = {};       ///< what leads from the reference to theirs; empty: nothing
  reference against = reference::majority;
};

struct fleet_positions {
  std::vector<fleet_target> targets;
  std::vector<target_state> states;
  std::vector<target_position> positions;  ///< for each target whose state is done
  std::vector<drift_group> groups;  ///< only where schemas were compared; by rows, the usual first
  visit_summary summary;
};

/// Looks where every target stands; writes nothing. With compares_schemas the schema of each is
/// read, too, and compared, see fleet_drift; not that of a target that is a schema of a database or
/// was stopped half-way.
task<fleet_positions> look_at_fleet(const context& ctx, fleet_look_options options,
                                    visit_observer& to);

/// The targets without asking any of them; the database of a query is asked.
task<std::vector<fleet_target>> list_targets(const context& ctx, fleet_selection which);

/// What one query gave on each target.
struct fleet_answers {
  std::vector<fleet_target> targets;
  std::vector<target_state> states;
  std::vector<std::vector<row>> rows;  ///< for each target
  visit_summary summary;
};

/// Runs one query on every target, on connections that cannot write. Throws error(usage) unless it
/// is one statement.
task<fleet_answers> ask_fleet(const context& ctx, fleet_look_options options, std::string sql,
                              visit_observer& to);

}  // namespace fz::command
