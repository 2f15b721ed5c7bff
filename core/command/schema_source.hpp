#pragma once

#include "core/command/context.hpp"
#include "core/database/database_url.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace fz::command {

/// Where a schema comes from.
struct schema_source {
  enum class kind {
    database,
    file,       ///< of SQL
    folder,     ///< of files of SQL, read in the order of their names
    command,    ///< prints SQL
    revisions,  ///< the project's, up to some of them
  };

  kind what = kind::database;
  database_url url = {};            ///< of a database
  std::filesystem::path path = {};  ///< of a file or folder
  std::string command = {};         ///< for the shell, run in the project's folder
  /// Identifiers of revisions as `upgrade` takes them, each reached in turn; empty: base.
  std::vector<std::string> revisions = {"heads"};
};

/// Takes what a person writes: a URL (it has "://"), "revisions", "revisions@REV", "target", or a
/// path. Throws error(usage) for what does not exist, and for what needs a project without one.
schema_source parse_schema_source(const config& settings, const std::string& text,
                                  const std::filesystem::path& relative_to);

/// The wanted schema: the configured target, or what the revisions lead to.
schema_source wanted_schema(const config& settings);

/// True if [schema] says what is wanted.
bool has_target(const config& settings);

/// "schema.sql", "the revisions at head": for messages.
std::string to_string(const schema_source& source);

/// True if it must be loaded into a database to be read.
inline bool needs_scratch(const schema_source& source) {
  return source.what != schema_source::kind::database;
}

}  // namespace fz::command
