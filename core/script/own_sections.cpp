#include "core/script/own_sections.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace fz {
namespace {

constexpr auto npos = std::string_view::npos;

/// No marker is longer.
constexpr std::size_t longest_line = 4096;

/// The offset of the next `fz:`, in any case of letters; npos if there is none. Looks at colons
/// only, for the text may be long.
std::size_t find_prefix(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find(':', from); at != npos; at = text.find(':', at + 1)) {
    if (at >= 2 && to_lower(text.substr(at - 2, 2)) == "fz") return at - 2;
  }
  return npos;
}

class line_search {
 public:
  explicit line_search(dialect d) : dialect_(d) {}

  /// `text` ends with a line's end, or is the end of all.
  void look_at(std::string_view text) {
    for (std::size_t at = find_prefix(text, 0); at != npos;) {
      const std::size_t begin = text.substr(0, at).rfind('\n') + 1;
      const std::size_t end = std::min(text.find('\n', at), text.size());
      look_at_line(trim(text.substr(begin, end - begin)));
      at = find_prefix(text, end);
    }
  }

  std::set<section_direction> found() const { return found_; }

 private:
  void look_at_line(std::string_view line) {
    if (!is_section_marker(line)) return;
    const std::vector<std::string_view> words = marker_words(line);
    if (std::find(words.begin(), words.end(), to_string(dialect_)) == words.end()) return;
    for (const section_direction d : {section_direction::upgrade, section_direction::downgrade}) {
      if (words[0] == to_string(d)) found_.insert(d);
    }
  }

  dialect dialect_;
  std::set<section_direction> found_;
};

}  // namespace

std::set<section_direction> find_own_sections(const text_pieces& pieces, dialect d) {
  line_search search(d);
  std::string begun;  // the last line of the pieces so far
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) {
    const std::size_t first_end = piece.find('\n');
    if (begun.size() < longest_line) begun += piece.substr(0, std::min(first_end, longest_line));
    if (first_end == npos) continue;
    search.look_at(begun);
    const std::size_t last_end = piece.rfind('\n');
    search.look_at(piece.substr(first_end + 1, last_end - first_end));
    begun = piece.substr(last_end + 1, longest_line);
  }
  search.look_at(begun);
  return search.found();
}

}  // namespace fz
