#pragma once

#include "core/config/config.hpp"
#include "core/config/setting.hpp"

namespace fz {

/// Reads [fleet]: its keys are the fleet without a name, its tables the named ones.
void read_fleets(const config_source& source, const toml::node& node, config& result);

}  // namespace fz
