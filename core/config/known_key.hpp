#pragma once

#include "core/config/config.hpp"
#include "core/config/setting.hpp"

#include <span>
#include <string_view>

namespace fz {

/// A key of a table in alembic.toml, and how its value is taken into the configuration.
struct known_key {
  std::string_view name;
  void (*read)(const setting&, config&);
};

/// Those of [serve].
std::span<const known_key> serve_keys();

}  // namespace fz
