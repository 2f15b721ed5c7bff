#include "core/importer/placeholders.hpp"

#include <algorithm>

namespace fz::importer {
namespace {

bool is_letter(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::size_t end_of_name(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_letter(text[at]) || (text[at] >= '0' && text[at] <= '9'))) ++at;
  return at;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

filled_text fill_shell_variables(std::string_view text, const placeholder_values& values) {
  filled_text filled;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t sign = std::min(text.find('$', at), text.size());
    filled.text += text.substr(at, sign - at);
    at = sign;
    if (at == text.size()) break;
    const bool braced = text.substr(at + 1).starts_with('{');
    const std::size_t begin = at + (braced ? 2 : 1);
    const bool named = begin < text.size() && is_letter(text[begin]);
    const std::size_t name_end = named ? end_of_name(text, begin) : begin;
    const std::size_t close = braced ? text.find('}', name_end) : name_end;
    // `$tag$` is a dollar quote.
    if (!named || close == text.npos || (!braced && text.substr(name_end).starts_with('$'))) {
      const std::size_t end = named && !braced ? name_end + 1 : at + 1;
      filled.text += text.substr(at, std::min(end, text.size()) - at);
      at = std::min(end, text.size());
      continue;
    }
    const std::string name(text.substr(begin, name_end - begin));
    const std::size_t end = close + (braced ? 1 : 0);
    std::string_view beside = text.substr(name_end, close - name_end);
    const bool has_default = beside.starts_with(":-") || beside.starts_with('-');
    if (has_default) beside.remove_prefix(beside.starts_with(':') ? 2 : 1);
    if (const auto found = values.find(name); found != values.end()) {
      filled.text += found->second;
    } else if (has_default) {
      filled.text += beside;
      add_once(filled.defaulted, name);
    } else {
      filled.text += text.substr(at, end - at);
      add_once(filled.missing, name);
    }
    at = end;
  }
  return filled;
}

filled_text fill_placeholders(std::string_view text, const placeholder_values& values,
                              std::string_view prefix, std::string_view suffix) {
  filled_text filled;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = text.find(prefix, at);
    const std::size_t end = begin == text.npos ? begin : text.find(suffix, begin + prefix.size());
    if (end == text.npos) break;
    filled.text += text.substr(at, begin - at);
    const std::string name(text.substr(begin + prefix.size(), end - begin - prefix.size()));
    at = end + suffix.size();
    if (const auto found = values.find(name); found != values.end()) {
      filled.text += found->second;
    } else {
      filled.text += text.substr(begin, at - begin);
      add_once(filled.missing, name);
    }
  }
  filled.text += text.substr(at);
  return filled;
}

}  // namespace fz::importer
