#pragma once

#include "core/importer/migration_folder.hpp"
#include "core/sql/dialect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::importer {

/// Adds the migrations that alembic_program has printed. Gives why it could not; empty: it could.
/// `dialects`: those that were asked for; with several each has sections of its own.
std::string take_alembic_output(std::string_view output, const std::vector<dialect>& dialects,
                                migration_folder& folder);

}  // namespace fz::importer
