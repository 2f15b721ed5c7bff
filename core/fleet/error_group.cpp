#include "core/fleet/error_group.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <map>

namespace fz {
namespace {

constexpr std::string_view gap = "…";
/// A shorter name may be a part of any word.
constexpr std::size_t shortest = 3;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Whole words only.
void replace_all(std::string& text, const std::string& what) {
  if (what.size() < shortest) return;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    const std::size_t end = at + what.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(what.front());
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(what.back());
    if (begins && ends) {
      text.replace(at, what.size(), gap);
      at += gap.size();
    } else {
      at = end;
    }
  }
}

}  // namespace

std::string common_error(std::string text, const fleet_target& target) {
  const database_url url = url_of(target);
  replace_all(text, to_string(url));
  replace_all(text, printable(url.path.string()));
  replace_all(text, printable(target.name));
  replace_all(text, printable(url.database));
  replace_all(text, printable(target.schema));
  return text;
}

std::vector<error_group> group_errors(
    const std::vector<fleet_target>& targets,
    const std::vector<std::pair<std::size_t, std::string>>& errors) {
  std::map<std::string, std::vector<std::size_t>> by_sentence;
  for (const auto& [index, text] : errors) {
    by_sentence[common_error(text, targets[index])].push_back(index);
  }
  std::vector<error_group> groups;
  for (auto& [sentence, members] : by_sentence) groups.push_back({sentence, std::move(members)});
  std::stable_sort(groups.begin(), groups.end(), [](const error_group& a, const error_group& b) {
    return a.targets.size() > b.targets.size();
  });
  // One alone keeps its own words.
  for (error_group& each : groups) {
    if (each.targets.size() > 1) continue;
    const auto own = std::find_if(errors.begin(), errors.end(), [&](const auto& one) {
      return one.first == each.targets.front();
    });
    each.sentence = own->second;
  }
  return groups;
}

}  // namespace fz
