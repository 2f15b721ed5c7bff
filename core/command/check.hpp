#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/util/error.hpp"

#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// One thing that keeps a database from being what the project says.
struct finding {
  enum class kind {
    unknown_row,   ///< a version row that no revision file declares
    half_way,      ///< a revision outside of a transaction, some of whose statements are done
    pending,       ///< revisions that are not applied
    changed_file,  ///< applied revisions whose file is another one now
    broken_file,   ///< what is wrong with the SQL of a file
    open_todo,     ///< revisions whose file has a line `-- fz:todo`
    broken,        ///< a revision that cannot be applied to a scratch database
    drift,         ///< the database is not what the applied revisions lead to
    target,        ///< all revisions together do not lead to the target
  };

  kind what;
  std::vector<std::string> revisions;
  std::string sentence;
  fz::remedy remedy = {};
  /// With drift, from what the revisions lead to to the database; with target, from what they lead
  /// to to the target.
  std::vector<difference> differences = {};
};

/// Which questions check() asks.
struct check_request {
  bool revisions = true;  ///< is the database at every head, and has no applied file changed?
  bool drift = true;      ///< is the database what its revisions lead to?
  bool target = true;     ///< do all revisions lead to the target, if there is one?
  std::optional<database_url> scratch = {};  ///< see schema_reader
};

struct check_report {
  std::vector<std::string> rows;  ///< of the version table, sorted
  std::vector<finding> findings;  ///< empty: all is well
  bool compared_files = false;    ///< an audit trail is kept, by which changed files are known
  bool compared_drift = false;
  bool compared_target = false;
  std::string drift_not_compared = {};  ///< why it was wanted and not done
  std::vector<not_compared> rest = {};  ///< of any of the schemas
};

/// Checks the configured database and the revisions. Writes nothing to that database; a database
/// that does not exist yet has nothing applied. For drift and target the revisions are run on a
/// scratch database, unless what they lead to is known from an earlier run.
task<check_report> check(const context& ctx, check_request request);

}  // namespace fz::command
