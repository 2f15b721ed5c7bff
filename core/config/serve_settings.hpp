#pragma once

#include "core/config/config.hpp"

#include <chrono>
#include <cstddef>
#include <string>

namespace fz {

/// The shortest key for HMAC-SHA256, in bytes: RFC 7518, 3.2.
inline constexpr std::size_t shortest_secret_key = 32;

/// Takes SECRET_KEY, ALGORITHM and ACCESS_TOKEN_EXPIRE_MINUTES (in lower case too) from the
/// environment or .env, if they are there; else what alembic.toml says stays.
void choose_serve_settings(const variables& known, serve_config& result);

/// What tokens are made with.
struct serve_settings {
  std::string secret_key;
  std::chrono::minutes token_life{30};
};

/// The settings of [serve] that only a server needs. Throws error(config) that names the place of a
/// value that cannot be used, or where a missing secret key may be given; never shows the key.
serve_settings checked_serve_settings(const config& config);

}  // namespace fz
