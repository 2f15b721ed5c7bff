#pragma once

#include "core/config/config.hpp"

#include <string>

namespace fz {

/// What load_config() would give if the file that the request names were there and had the text.
/// `request.file` is absolute. Throws as load_config() does.
config load_planned_config(const config_request& request, const std::string& text);

}  // namespace fz
