#pragma once

#include "core/command/context.hpp"
#include "core/util/error.hpp"

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
  };

  kind what;
  std::vector<std::string> revisions;
  std::string sentence;
  fz::remedy remedy = {};
};

struct check_report {
  std::vector<std::string> rows;  ///< of the version table, sorted
  std::vector<finding> findings;  ///< empty: all is well
  bool compared_files = false;    ///< an audit trail is kept, by which changed files are known
};

/// Looks whether the configured database is at every head, no applied file has changed, and all
/// that is still to be run can be: the files of pending revisions, and how each revision is undone.
/// Writes nothing; a database that does not exist yet has nothing applied.
task<check_report> check(const context& ctx);

}  // namespace fz::command
