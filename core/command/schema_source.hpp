#pragma once

#include "core/command/context.hpp"
#include "core/database/database_url.hpp"
#include "core/schema/database_schema.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// Where a schema comes from: a database, a file of SQL, or a folder of such files, which are read
/// in the order of their names.
struct schema_source {
  enum class kind { database, file, folder };

  kind what = kind::database;
  database_url url = {};            ///< of a database
  std::filesystem::path path = {};  ///< of a file or folder
};

/// Tells them apart: a URL has "://". Throws error(usage) for what does not exist.
schema_source parse_schema_source(const std::string& text,
                                  const std::filesystem::path& relative_to);

/// Where files are loaded to be read back: on PostgreSQL, new databases on that server.
struct scratch_place {
  database_url url;
};

/// `given` if it is; else the database among the sources, else the configured one.
scratch_place scratch_place_for(const context& ctx, const std::vector<schema_source>& sources,
                                const std::optional<database_url>& given);

/// The schema; files are loaded into a scratch database that is gone afterwards. What fz keeps in
/// a database for itself is left out.
task<database_schema> read_schema(const context& ctx, schema_source source, scratch_place scratch);

/// The schema that the SQL makes in a scratch database.
task<database_schema> load_schema(const context& ctx, std::string sql, std::string name,
                                  scratch_place scratch);

/// Drops what killed runs left behind.
task<> drop_stale_scratch_databases(const context& ctx, scratch_place scratch);

}  // namespace fz::command
