#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace fz {

/// The values of `{name}`, by name.
using token_values = std::map<std::string, std::string, std::less<>>;

/// `text` with its tokens filled in: `{name}` with a name of small letters and `_` is one, and
/// `{{name}}` stands for `{name}` itself; every other brace stays as it is. Throws error(script)
/// with `file`, line and column for a name that is unknown.
std::string fill_tokens(std::string_view text, const token_values& values, const std::string& file);

}  // namespace fz
