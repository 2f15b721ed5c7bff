#pragma once

#include "core/config/config.hpp"
#include "core/importer/make_revisions.hpp"

#include <vector>

namespace fz::importer {

/// The project's revisions, and where each was imported from. Throws what is wrong with any, as
/// read_script_directory() and revision_map do.
destination read_destination(const alembic_config& settings);

}  // namespace fz::importer
