#pragma once

#include "core/revision/plan.hpp"
#include "core/revision/revision.hpp"
#include "core/script/body_file.hpp"
#include "core/script/table_rebuilds.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/script_effects.hpp"
#include "core/sql/statement_source.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fz {

/// One direction of a revision file for one dialect. Everything in the file was checked; a long
/// one is read again when its statements are asked for.
struct file_body {
  bool transactional = true;
  script_ptr script;
  std::string sha256;      ///< of the file
  script_effects effects;  ///< of the statements in the script
  /// On statements that are not in the script because they say what holds anyway; for the log.
  std::vector<std::string> notes;
  std::vector<rebuild_statement> rebuilds = {};  ///< in their order
};

/// Reads and checks the file of the revision: its text, all its sections, and the statements of
/// this direction. Nothing if the file has no section for it. What is wrong is thrown as one
/// error(script) that names every statement that is refused, each in a line; error(file) if it
/// cannot be read.
std::optional<file_body> load_body(const revision& r, direction way, dialect d,
                                   std::shared_ptr<body_memory> memory);

}  // namespace fz
