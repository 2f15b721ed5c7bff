#include "core/script/token.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fz {
namespace {

/// The name in `{name}` at the beginning of `text`, or "".
std::string_view token_name(std::string_view text) {
  if (!text.starts_with('{')) return {};
  const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto end = std::find_if_not(text.begin() + 1, text.end(), is_part);
  if (end == text.end() || *end != '}') return {};
  return {text.begin() + 1, end};
}

error unknown(std::string_view name, const token_values& values, std::string_view before,
              const std::string& file) {
  std::vector<std::string> names;
  for (const auto& [known, value] : values) names.push_back(fmt::format("{{{}}}", known));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::string token = fmt::format("{{{}}}", name);
  const std::string near = nearest(token, names);
  return error_at(
      error_kind::script,
      {file, static_cast<std::size_t>(line), before.size() - (before.rfind('\n') + 1) + 1},
      fmt::format("Unknown token {}. {} Write {{{}}} for the text {} itself.", quote(token),
                  near.empty() ? fmt::format("Expected {}.", enumerate(names))
                               : fmt::format("Did you mean {}?", quote(near)),
                  token, token));
}

}  // namespace

std::string fill_tokens(std::string_view text, const token_values& values,
                        const std::string& file) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const std::string_view escaped = rest.starts_with('{') ? token_name(rest.substr(1)) : "";
    if (!escaped.empty() && rest.substr(escaped.size() + 3).starts_with('}')) {
      result += rest.substr(1, escaped.size() + 2);
      at += escaped.size() + 4;
      continue;
    }
    const std::string_view name = token_name(rest);
    if (name.empty()) {
      result += rest[0];
      ++at;
      continue;
    }
    const auto value = values.find(name);
    if (value == values.end()) throw unknown(name, values, text.substr(0, at), file);
    result += value->second;
    at += name.size() + 2;
  }
  return result;
}

}  // namespace fz
