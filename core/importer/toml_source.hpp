#pragma once

#include "core/importer/folder_files.hpp"

#include <toml++/toml.h>

namespace fz::importer {

/// Throws error(script) with the place of what is not TOML.
toml::table parse_toml(const source_file& file);

}  // namespace fz::importer
