#pragma once

#include "core/command/context.hpp"
#include "core/database/database_url.hpp"
#include "core/sql/dialect.hpp"

#include <filesystem>
#include <optional>
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
  /// Of the database that SQL is for; the command finds it in FZ_DIALECT.
  std::optional<fz::dialect> dialect = {};
  /// Identifiers of revisions as `upgrade` takes them, each reached in turn; empty: base.
  std::vector<std::string> revisions = {"heads"};
};

/// Takes what a person writes: a URL (it has "://"), "revisions", "revisions@REV", "target", or a
/// path. Throws error(usage) for what does not exist, and for what needs a project without one.
schema_source parse_schema_source(const config& settings, const std::string& text,
                                  const std::filesystem::path& relative_to);

/// The wanted schema: the configured target, or what the revisions lead to. [schema] may name one
/// for each kind of database: then that for the configured database.
schema_source wanted_schema(const config& settings);
schema_source wanted_schema(const config& settings, dialect d);

/// True if [schema] says what is wanted, of the configured database or of one of that kind.
bool has_target(const config& settings);
bool has_target(const config& settings, dialect d);

/// "schema.sql", "the revisions at head": for messages.
std::string to_string(const schema_source& source);

/// True if it must be loaded into a database to be read.
inline bool needs_scratch(const schema_source& source) {
  return source.what != schema_source::kind::database;
}

}  // namespace fz::command
