#include "core/fleet/url_template.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <iterator>

namespace fz {
namespace {

std::string percent_encoded(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
    if (is_plain) {
      result += c;
    } else {
      fmt::format_to(std::back_inserter(result), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return result;
}

std::string variable(const std::string& name, const std::map<std::string, expanded>& known) {
  const auto found = known.find(name);
  if (found != known.end() && found->second.problem.empty()) return found->second.text;
  throw error(error_kind::config,
              fmt::format("The fleet's template has ${{{}}}, which is neither a column nor a label "
                          "of the target nor a variable.",
                          printable(name)));
}

}  // namespace

std::string fill_url_template(const std::string& text, const template_values& values,
                              const std::map<std::string, expanded>& known) {
  std::string result;
  std::size_t from = 0;
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", from)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    const std::string name = text.substr(at + 2, end - at - 2);
    const auto given = values.find(name);
    result += text.substr(from, at - from);
    result += given != values.end() ? percent_encoded(given->second) : variable(name, known);
    from = end + 1;
  }
  return result + text.substr(from);
}

std::string fill_names(std::string text, const template_values& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "${" + name + "}";
    for (std::size_t at = text.find(mark); at != std::string::npos;
         at = text.find(mark, at + value.size())) {
      text.replace(at, mark.size(), value);
    }
  }
  return text;
}

}  // namespace fz
