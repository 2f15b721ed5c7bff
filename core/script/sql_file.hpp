#pragma once

#include "core/sql/dialect.hpp"
#include "core/sql/statement.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// What one direction of a revision does on one dialect.
struct script_section {
  bool transactional = true;  ///< false: `transaction=off`
  std::vector<statement> statements = {};
};

/// Both directions of an SQL revision on one dialect. An upgrade is always there; without a
/// downgrade the revision cannot be undone.
struct sql_script {
  std::optional<script_section> upgrade = {};
  std::optional<script_section> downgrade = {};
};

/// Reads the sections of an SQL revision file (the front matter is passed over):
///
///     -- fz:upgrade [sqlite] [postgresql] [transaction=off]
///     -- fz:downgrade …
///
/// A section serves the dialects that it names; one that names none serves the others. A marker is
/// a line that begins with `-- fz:`, also with blanks before it, outside of strings, quoted names
/// and block comments; wherever it stands, the section before it ends there.
///
/// Throws error(script) with file, line and column: text before the first section that is no
/// comment, an unknown marker or option, a section given twice, no upgrade for the dialect, a NUL
/// character, bytes that are not UTF-8, and what split_statements() refuses.
sql_script parse_sql_file(std::string_view text, const std::string& file, dialect dialect);

}  // namespace fz
