#pragma once

#include "core/database/connection.hpp"
#include "core/revision/plan.hpp"
#include "core/revision/revision.hpp"
#include "core/revision/revision_map.hpp"
#include "core/script/body_file.hpp"
#include "core/script/script_directory.hpp"
#include "core/script/table_rebuilds.hpp"
#include "core/sql/script_effects.hpp"
#include "core/sql/statement_source.hpp"

#include <functional>
#include <memory>
#include <unordered_map>
#include <variant>
#include <vector>

namespace fz {

class body_cache;

/// One direction of a migration written in C++: plain synchronous code that queries and changes
/// data. It runs inside the step's transaction.
using migration_function = std::function<void(sync_connection&)>;

/// A revision that a program registers in code, beside those in files.
struct code_migration {
  fz::revision revision;  ///< its `file` stays empty
  migration_function upgrade;
  migration_function downgrade = nullptr;  ///< none: the revision cannot be undone
};

/// What a step has to do: statements or code.
struct step_body {
  bool transactional = true;
  std::variant<script_ptr, migration_function> work;
  std::string sha256 = {};      ///< of the revision's file as it was read; empty for code
  script_effects effects = {};  ///< of the statements in `work`; nothing is known of code
  /// On statements that are not in `work` because they say what holds anyway; for the log.
  std::vector<std::string> notes = {};
  std::vector<rebuild_statement> rebuilds = {};  ///< SQLite: tables that statements make anew
};

/// True if the step may leave the session, or the transaction around it, other than it found it.
bool may_touch_session(const step_body& body);

/// All revisions of a project, whatever their kind, and how to get at what they do.
class migrations {
 public:
  /// Throws error(revision) as revision_map does.
  migrations(script_directory files, std::vector<code_migration> coded);

  const revision_map& map() const noexcept { return map_; }

  /// Visible files in the version folders that are not revisions.
  const std::vector<std::string>& stray_files() const noexcept { return stray_files_; }

  /// Reads and checks what the step does, see load_body(); once for as long as the file stays as it
  /// was, also for many databases. From any thread. Short files are kept, up to 8 MiB of
  /// them; of the others the statements are read again when they are run. Throws error(script) that
  /// names all that is wrong in the file, also if it has no section for the direction; and
  /// error(file) if it cannot be read.
  step_body load(const step& s, dialect d) const;

 private:
  std::unordered_map<std::string, code_migration> coded_;  // by id
  std::vector<std::string> stray_files_;
  revision_map map_;
  std::shared_ptr<body_memory> memory_ = std::make_shared<body_memory>(8 * 1024 * 1024);
  std::shared_ptr<body_cache> cache_;
};

}  // namespace fz
