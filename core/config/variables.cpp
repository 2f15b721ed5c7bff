#include "core/config/variables.hpp"

#include "core/config/dotenv.hpp"
#include "core/database/url_variable.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {

namespace {

constexpr auto npos = std::string_view::npos;

void check_text(std::string_view text, const std::string& file) {
  const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  if (!utf16 && text.find('\0') == npos) return;
  throw error(error_kind::config,
              fmt::format("{}: The file is not UTF-8{}; save it in this encoding.", printable(file),
                          utf16 ? " but UTF-16" : ": it has NUL characters"));
}

/// Where the '}' is that closes the `${` before `text`, or npos.
std::size_t closing_brace(std::string_view text) {
  std::size_t depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("${")) ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return npos;
}

bool is_one_variable(std::string_view text) {
  text = trim(text);
  return text.starts_with("${") && closing_brace(text.substr(2)) == text.size() - 3;
}

}  // namespace

void variables::read_dotenv(std::string_view text, const std::string& file) {
  check_text(text, file);
  for (const dotenv_line& line : parse_dotenv(text)) {
    expanded value = line.literal || !line.problem.empty()
                         ? expanded{.text = line.value, .problem = line.problem}
                         : expand_url(line.value);
    dotenv_[line.name] = {std::move(value), to_string(source_position{file, line.line})};
  }
}

expanded variables::expand(std::string_view text) const { return fill_in(text, paste::as_it_is); }

expanded variables::expand_url(std::string_view text) const {
  return fill_in(text, is_one_variable(text) ? paste::as_it_is : paste::into_url);
}

expanded variables::fill_in(std::string_view text, paste how) const {
  expanded result;
  for (std::size_t at; (at = text.find("${")) != npos;) {
    const bool escaped = at > 0 && text[at - 1] == '$';  // $${
    result.text += text.substr(0, at);
    text.remove_prefix(at + 2);
    if (escaped) {
      result.text += '{';
      continue;
    }
    const std::size_t close = closing_brace(text);
    if (close == npos) {
      return {.problem =
                  "A '${' is never closed by '}'; write '$${' for the characters themselves."};
    }
    expanded value = value_of(text.substr(0, close));
    if (!value.problem.empty()) return value;
    text.remove_prefix(close + 1);
    result.text += how == paste::into_url ? in_url(result.text, value.text, text) : value.text;
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

/// NAME, or NAME with one of the signs - + ? and what comes after it, see expand().
expanded variables::value_of(std::string_view expression) const {
  const std::size_t sign = expression.find_first_of("-+?");
  if (sign == npos || sign == 0) return value_of_name(expression);
  const bool or_empty = expression[sign - 1] == ':';
  const std::string_view name = expression.substr(0, or_empty ? sign - 1 : sign);
  if (!is_variable_name(name)) return value_of_name(expression);
  expanded found = value_of_name(name);
  if (is_broken(name)) return found;
  const bool is_there = found.problem.empty() && !(or_empty && found.text.empty());
  const std::string_view otherwise = expression.substr(sign + 1);
  if (expression[sign] == '+') return is_there ? expand(otherwise) : expanded{};
  if (is_there) return found;
  if (expression[sign] == '-') return expand(otherwise);
  return {.problem = fmt::format("The variable {} is {}{}{}", printable(name),
                                 found.problem.empty() ? "empty" : "not defined",
                                 otherwise.empty() ? "." : ": ", printable(otherwise))};
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
  if (const auto found = dotenv_.find(name); found != dotenv_.end()) {
    const auto& [value, position] = found->second;
    if (value.problem.empty()) return value;
    return {.problem = fmt::format("The variable {} cannot be used; see {}: {}", printable(name),
                                   position, value.problem)};
  }
  return {.problem =
              fmt::format("The variable {} is not defined, neither in the environment nor in "
                          ".env.",
                          printable(name))};
}

}  // namespace fz
