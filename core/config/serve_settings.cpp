#include "core/config/serve_settings.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace fz {
namespace {

constexpr int most_minutes = 10 * 366 * 24 * 60;

void check_readable(const sourced_text& setting) {
  if (setting.problem.empty()) return;
  throw error(error_kind::config, fmt::format("{}: {}", setting.origin, setting.problem));
}

/// The environment's or .env's, if there is one; else what alembic.toml says stays.
void choose(std::optional<sourced_text>& value, std::string_view name, const variables& known) {
  for (const std::string& spelling : {std::string(name), to_lower(name)}) {
    if (const std::string* text = known.from_environment(spelling)) {
      value = {*text, spelling, {}};
      return;
    }
  }
  for (const std::string& spelling : {std::string(name), to_lower(name)}) {
    if (const auto* variable = known.from_dotenv(spelling)) {
      value = {variable->value.text, variable->position, variable->value.problem};
      return;
    }
  }
}

std::string checked_key(const config& config) {
  if (!config.serve.secret_key) {
    throw error(
        error_kind::config,
        fmt::format("No secret key is configured. Give one of at least {} bytes in the environment "
                    "variable SECRET_KEY, as SECRET_KEY in {}, or as 'secret_key' under [serve] in "
                    "{}.",
                    shortest_secret_key, quote((config.file.parent_path() / ".env").string()),
                    quote(config.file.string())));
  }
  const sourced_text& key = *config.serve.secret_key;
  check_readable(key);
  if (key.text.size() < shortest_secret_key) {
    throw error(
        error_kind::config,
        fmt::format("{}: The secret key has {} bytes; a token is only safe with {} or more.",
                    key.origin, key.text.size(), shortest_secret_key));
  }
  return key.text;
}

void check_algorithm(const sourced_text& algorithm) {
  check_readable(algorithm);
  if (algorithm.text == "HS256") return;
  throw error(error_kind::config,
              fmt::format("{}: Unknown algorithm {}. Tokens are signed with HS256.",
                          algorithm.origin, quote(algorithm.text)));
}

std::chrono::minutes checked_minutes(const sourced_text& text) {
  check_readable(text);
  int minutes = 0;
  const char* end = text.text.data() + text.text.size();
  const auto [stop, problem] = std::from_chars(text.text.data(), end, minutes);
  if (problem != std::errc{} || stop != end || minutes < 1 || minutes > most_minutes) {
    throw error(error_kind::config,
                fmt::format("{}: A token lasts for a whole number of minutes from 1 to {}, not {}.",
                            text.origin, most_minutes, quote(text.text)));
  }
  return std::chrono::minutes(minutes);
}

}  // namespace

void choose_serve_settings(const variables& known, serve_config& result) {
  choose(result.secret_key, "SECRET_KEY", known);
  choose(result.algorithm, "ALGORITHM", known);
  choose(result.access_token_expire_minutes, "ACCESS_TOKEN_EXPIRE_MINUTES", known);
}

serve_settings checked_serve_settings(const config& config) {
  serve_settings settings;
  settings.secret_key = checked_key(config);
  if (config.serve.algorithm) check_algorithm(*config.serve.algorithm);
  if (config.serve.access_token_expire_minutes) {
    settings.token_life = checked_minutes(*config.serve.access_token_expire_minutes);
  }
  return settings;
}

}  // namespace fz
