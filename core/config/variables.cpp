#include "core/config/variables.hpp"

#include "core/config/dotenv.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {

void variables::read_dotenv(std::string_view text, const std::string& file) {
  for (const dotenv_line& line : parse_dotenv(text, file)) {
    expanded value = line.literal ? expanded{.text = line.value} : expand(line.value);
    dotenv_[line.name] = {std::move(value), to_string(source_position{file, line.line})};
  }
}

expanded variables::expand(std::string_view text) const {
  expanded result;
  for (std::size_t at; (at = text.find("${")) != std::string_view::npos;) {
    const bool escaped = at > 0 && text[at - 1] == '$';  // $${
    result.text += text.substr(0, at);
    text.remove_prefix(at + 2);
    if (escaped) {
      result.text += '{';
      continue;
    }
    const std::size_t close = text.find('}');
    if (close == std::string_view::npos) {
      return {.problem =
                  "A '${' is never closed by '}'; write '$${' for the characters themselves."};
    }
    expanded value = value_of(text.substr(0, close));
    if (!value.problem.empty()) return value;
    result.text += value.text;
    text.remove_prefix(close + 1);
  }
  result.text += text;
  return result;
}

const std::string* variables::from_environment(std::string_view name) const {
  const auto found = environment_.find(name);
  return found == environment_.end() || found->second.empty() ? nullptr : &found->second;
}

const variables::dotenv_variable* variables::from_dotenv(std::string_view name) const {
  const auto found = dotenv_.find(name);
  if (found == dotenv_.end()) return nullptr;
  const expanded& value = found->second.value;
  return value.text.empty() && value.problem.empty() ? nullptr : &found->second;
}

/// NAME, or as a shell has it NAME:-default, NAME-default, NAME:?message, NAME?message; with the
/// colon an empty variable counts as missing.
expanded variables::value_of(std::string_view expression) const {
  const std::size_t sign = expression.find_first_of("-?");
  if (sign == std::string_view::npos || sign == 0) return value_of_name(expression);
  const bool or_empty = expression[sign - 1] == ':';
  const std::string_view name = expression.substr(0, or_empty ? sign - 1 : sign);
  if (!is_variable_name(name)) return value_of_name(expression);
  expanded found = value_of_name(name);
  const bool is_there = found.problem.empty() && !(or_empty && found.text.empty());
  if (is_there || is_broken(name)) return found;
  const std::string otherwise(expression.substr(sign + 1));
  if (expression[sign] == '-') return {.text = otherwise};
  return {.problem = fmt::format("The variable {} is not defined{}{}", printable(name),
                                 otherwise.empty() ? "" : ": ", printable(otherwise))};
}

/// True for a variable of .env whose own value cannot be expanded.
bool variables::is_broken(std::string_view name) const {
  const auto found = dotenv_.find(name);
  return from_environment(name) == nullptr && found != dotenv_.end() &&
         !found->second.value.problem.empty();
}

expanded variables::value_of_name(std::string_view name) const {
  if (!is_variable_name(name)) {
    return {.problem = fmt::format("'${{{}}}' does not name a variable; only letters, digits and "
                                   "'_' may stand there.",
                                   printable(name))};
  }
  if (const auto found = environment_.find(name); found != environment_.end()) {
    return {.text = found->second};
  }
  if (const auto found = dotenv_.find(name); found != dotenv_.end()) return found->second.value;
  return {.problem =
              fmt::format("The variable {} is not defined, neither in the environment nor in "
                          ".env.",
                          printable(name))};
}

}  // namespace fz
