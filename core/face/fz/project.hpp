#pragma once

#include <filesystem>
#include <functional>
#include <fz/log.hpp>
#include <fz/sync_connection.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz::face {

/// A revision in C++, beside those in files. Its functions are plain code and run inside the
/// step's transaction.
struct code_revision {
  std::string id;
  std::vector<std::string> down_revisions = {};  ///< ids; empty: a base; several: a merge
  std::string message = {};
  std::function<void(sync_connection&)> upgrade;
  std::function<void(sync_connection&)> downgrade = nullptr;  ///< none: it cannot be undone
  std::vector<std::string> branch_labels = {};
  std::vector<std::string> depends_on = {};  ///< ids or labels
  std::string create_date = {};              ///< UTC, "YYYY-MM-DDTHH:MM:SSZ"
};

/// Where a project is, and what the host adds to it.
struct project_options {
  /// alembic.toml is looked for here and in the folders above; empty: the working folder.
  std::filesystem::path folder = {};
  /// alembic.toml itself; nothing: it is looked for.
  std::optional<std::filesystem::path> file = {};
  /// The database, instead of the configured one.
  std::optional<std::string> url = {};
  /// Variables for ${NAME} in alembic.toml, and DATABASE_URL. The environment of the process is
  /// not read.
  std::map<std::string, std::string> variables = {};
  std::vector<code_revision> revisions = {};
  log_function log = nullptr;
};

/// Configuration and revisions. Never changes: several threads may run one project on several
/// databases. Cheap to copy.
class project {
 public:
  /// Reads alembic.toml, and the header of every revision file. Throws error(config, file, script
  /// or revision) with everything that is wrong.
  explicit project(project_options options = {});

  /// The ids of the heads; sorted.
  std::vector<std::string> heads() const;

 private:
  friend struct inside;
  struct state;

  std::shared_ptr<const state> state_;
};

}  // namespace fz::face
