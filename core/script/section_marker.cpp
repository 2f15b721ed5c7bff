#include "core/script/section_marker.hpp"

#include "core/schema/sqlite/token_reader.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {
namespace {

constexpr std::string_view prefix = "fz:";

class marker_parser {
 public:
  marker_parser(std::string_view comment, const source_position& position) : comment_(comment) {
    marker_.position = position;
  }

  section_marker parse() {
    const std::vector<std::string_view> words = marker_words(comment_);
    if (words.empty()) throw unknown("marker", comment_.substr(comment_.size()), markers());
    read_direction(words[0]);
    for (std::size_t i = 1; i < words.size(); ++i) read_option(words[i]);
    return std::move(marker_);
  }

 private:
  static std::vector<std::string> markers() {
    return {"fz:upgrade", "fz:downgrade", "fz:todo", "fz:rebuild"};
  }

  void read_direction(std::string_view word) {
    if (word == "downgrade") marker_.direction = section_direction::downgrade;
    if (word != "upgrade" && word != "downgrade") throw unknown("marker", word, markers());
  }

  void read_option(std::string_view word) {
    if (word == "transaction=off") {
      if (!marker_.transactional) throw twice(word);
      marker_.transactional = false;
      return;
    }
    for (const dialect d : {dialect::sqlite, dialect::postgresql}) {
      if (word != to_string(d)) continue;
      if (marker_.serves(d)) throw twice(word);
      marker_.dialects.push_back(d);
      return;
    }
    throw unknown("option", word, {"sqlite", "postgresql", "transaction=off"});
  }

  /// `word` is a part of the comment; a marker's own words have "fz:" before them.
  error unknown(std::string_view what, std::string_view word,
                const std::vector<std::string>& expected) const {
    const std::string full = (what == "marker" ? std::string(prefix) : "") + std::string(word);
    const std::string near = nearest(to_lower(full), expected);
    return error_at(error_kind::script, position_of(word),
                    fmt::format("Unknown {} {}. {}", what, quote(full),
                                near.empty() ? fmt::format("Expected {}.", enumerate(expected))
                                             : fmt::format("Did you mean {}?", quote(near))));
  }

  error twice(std::string_view word) const {
    return error_at(error_kind::script, position_of(word),
                    fmt::format("The option {} is given twice.", quote(word)));
  }

  source_position position_of(std::string_view word) const {
    source_position position = marker_.position;
    position.column += static_cast<std::size_t>(word.data() - comment_.data());
    return position;
  }

  std::string_view comment_;
  section_marker marker_;
};

/// What comes after the first word of the marker, if that is this one.
std::optional<std::string_view> rest_after(std::string_view comment, std::string_view word) {
  const std::vector<std::string_view> words = marker_words(comment);
  if (words.empty() || to_lower(words[0]) != word) return std::nullopt;
  return trim(
      comment.substr(static_cast<std::size_t>(words[0].data() - comment.data()) + words[0].size()));
}

}  // namespace

bool section_marker::serves(dialect dialect) const {
  return std::find(dialects.begin(), dialects.end(), dialect) != dialects.end();
}

bool is_section_marker(std::string_view comment) {
  if (!comment.starts_with("--")) return false;
  const std::string_view words = trim(comment.substr(2));
  return to_lower(words.substr(0, prefix.size())) == prefix;
}

std::optional<std::string_view> todo_in_marker(std::string_view comment) {
  return rest_after(comment, "todo");
}

std::optional<std::string> table_in_rebuild_marker(std::string_view comment) {
  const std::optional<std::string_view> name = rest_after(comment, "rebuild");
  if (!name) return std::nullopt;
  return sqlite::unquoted(*name);
}

section_marker parse_section_marker(std::string_view comment, const source_position& position) {
  return marker_parser(comment, position).parse();
}

std::vector<std::string_view> marker_words(std::string_view comment) {
  constexpr std::string_view blanks = " \t\r\f\v";
  std::string_view rest = comment.substr(comment.find(':') + 1);
  std::vector<std::string_view> words;
  for (;;) {
    rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size()));
    if (rest.empty()) return words;
    const std::size_t length = std::min(rest.find_first_of(blanks), rest.size());
    words.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
}

}  // namespace fz
