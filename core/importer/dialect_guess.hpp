#pragma once

#include "core/importer/migration_folder.hpp"
#include "core/sql/dialect.hpp"

#include <optional>

namespace fz::importer {

/// The dialect that the folder's SQL is written in, by words that only one of them knows; nothing
/// if none of them is there: then it reads the same in both.
std::optional<dialect> guess_dialect(const migration_folder& folder);

/// The first place that says that the SQL is for MySQL or MariaDB, which fz does not know.
std::optional<source_position> find_mysql(const migration_folder& folder);

}  // namespace fz::importer
