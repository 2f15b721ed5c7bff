#include "core/importer/sqitch_plan.hpp"

#include "core/importer/folder_files.hpp"
#include "core/script/date_time.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fz::importer {
namespace {

constexpr std::string_view blanks = " \t";

/// Takes the first word of the text away.
std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(blanks), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

class plan_reader {
 public:
  plan_reader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<sqitch_change> read() {
    for (const text_line& line : lines_of(text_)) see(line);
    find_reworked();
    return std::move(changes_);
  }

 private:
  [[noreturn]] void refuse(const text_line& line, const std::string& sentence) const {
    throw error_at(error_kind::script, {file_, line.number}, sentence);
  }

  void see(const text_line& line) {
    std::string_view text = trim(line.text);
    if (text.empty() || text.starts_with('#') || text.starts_with('%')) return;
    const std::size_t sign = text.find('#');
    const std::string note(sign == text.npos ? "" : trim(text.substr(sign + 1)));
    text = trim(text.substr(0, sign));
    if (text.starts_with('@')) return add_tag(line, text);
    if (text.starts_with("- ") || (text.starts_with('-') && text.size() > 1)) {
      refuse(line, "A plan that reverts a change cannot be imported.");
    }
    if (text.starts_with('+')) text = trim(text.substr(1));
    add_change(line, text, note);
  }

  void add_tag(const text_line& line, std::string_view text) {
    if (changes_.empty()) refuse(line, "A tag stands before the first change.");
    changes_.back().tags.emplace_back(take_word(text).substr(1));
    changes_.back().tag_lines.push_back(line.number);
  }

  void add_change(const text_line& line, std::string_view text, const std::string& note) {
    sqitch_change& change = changes_.emplace_back();
    change.line = line.number;
    change.note = note;
    change.name = take_word(text);
    text = trim(text);
    if (text.starts_with('[')) {
      const std::size_t end = text.find(']');
      if (end == text.npos) refuse(line, "The list of requirements is never closed by ']'.");
      take_requirements(text.substr(1, end - 1), change);
      text = trim(text.substr(end + 1));
    }
    const std::string_view date = take_word(text);
    const auto known = normalised_date_time(date);
    if (!known) {
      refuse(line, fmt::format("A change is its name, its requirements in brackets, a date and who "
                               "planned it; {} is not a date.",
                               quote(date)));
    }
    change.date = *known;
  }

  static void take_requirements(std::string_view list, sqitch_change& change) {
    for (std::string_view word = take_word(list); !word.empty(); word = take_word(list)) {
      if (word.starts_with('!')) {
        change.conflicts.emplace_back(word.substr(1));
      } else {
        change.requirements.emplace_back(word);
      }
    }
  }

  /// A change of a name that comes again has kept its scripts under a tag between the two.
  void find_reworked() {
    std::map<std::string, std::size_t> later;
    for (std::size_t i = changes_.size(); i-- > 0;) {
      const auto found = later.find(changes_[i].name);
      if (found != later.end()) {
        for (std::size_t j = i; j < found->second; ++j) {
          for (const std::string& tag : changes_[j].tags) changes_[i].rework_tags.push_back(tag);
        }
        if (changes_[i].rework_tags.empty()) {
          throw error_at(error_kind::script, {file_, changes_[found->second].line},
                         fmt::format("{} is in the plan twice without a tag between.",
                                     quote(changes_[i].name)));
        }
      }
      later[changes_[i].name] = i;
    }
  }

  std::string_view text_;
  const std::string& file_;
  std::vector<sqitch_change> changes_;
};

}  // namespace

std::string sqitch_project_in(std::string_view text) {
  constexpr std::string_view pragma = "%project=";
  for (const text_line& line : lines_of(text)) {
    const std::string_view words = trim(line.text);
    if (words.starts_with(pragma)) return std::string(trim(words.substr(pragma.size())));
  }
  return {};
}

std::vector<sqitch_change> parse_sqitch_plan(std::string_view text, const std::string& file) {
  return plan_reader(text, file).read();
}

}  // namespace fz::importer
