#include "core/script/character_check.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>

namespace fz {
namespace {

/// More bytes of a character that is not whole cannot be well-formed.
constexpr std::size_t longest_character = 4;

struct bad_character {
  std::size_t offset;
  const char* sentence;
};

constexpr const char* nul = "There is a NUL character here; a revision file must be text.";
constexpr const char* not_utf8 = "The bytes here are not UTF-8; save the file in this encoding.";

std::optional<bad_character> find_nul(const text_pieces& pieces) {
  std::size_t before = 0;
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) {
    if (const std::size_t at = piece.find('\0'); at != std::string_view::npos)
      return bad_character{before + at, nul};
    before += piece.size();
  }
  return std::nullopt;
}

std::optional<bad_character> find_not_utf8(const text_pieces& pieces) {
  std::size_t before = 0;  // of `begun` in the text
  std::string begun;       // a character that continues in the next piece
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) {
    for (; !begun.empty() && !piece.empty() && !is_utf8(begun); piece.remove_prefix(1)) {
      if (begun.size() == longest_character) return bad_character{before, not_utf8};
      begun += piece.front();
    }
    if (piece.empty()) continue;
    before += begun.size();
    begun.clear();
    const std::size_t good = utf8_prefix(piece);
    before += good;
    begun = piece.substr(good, longest_character);
    if (piece.size() - good >= longest_character) return bad_character{before, not_utf8};
  }
  if (is_utf8(begun)) return std::nullopt;
  return bad_character{before, not_utf8};
}

source_position position_of(std::size_t offset, const text_pieces& pieces,
                            const std::string& file) {
  source_position position{file, 1, 1};
  for (std::string_view piece = pieces(); !piece.empty() && offset > 0; piece = pieces()) {
    const std::string_view before = piece.substr(0, offset);
    offset -= before.size();
    position.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_end = before.rfind('\n');
    position.column = line_end == std::string_view::npos ? position.column + before.size()
                                                         : before.size() - line_end;
  }
  return position;
}

}  // namespace

void check_characters(const text_opener& open, const std::string& file) {
  std::optional<bad_character> found = find_nul(open());
  if (!found) found = find_not_utf8(open());
  if (!found) return;
  throw error_at(error_kind::script, position_of(found->offset, open(), file), found->sentence);
}

}  // namespace fz
