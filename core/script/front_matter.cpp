#include "core/script/front_matter.hpp"

#include "core/script/front_matter_fields.hpp"
#include "core/sql/secret_masking.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// One line without blanks on both sides.
struct comment_line {
  std::string_view text;
  std::size_t begin = 0;
  std::size_t next = 0;  ///< offset of the line after it

  bool is_blank() const { return text.empty(); }
  bool is_comment() const { return text.starts_with("--"); }
  bool is_fence() const { return is_comment() && trim(text.substr(2)) == "+++"; }
  bool is_section() const { return is_comment() && trim(text.substr(2)).starts_with("fz:"); }
};

class line_reader {
 public:
  line_reader(std::string_view text, text_extent extent) : text_(text), extent_(extent) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  /// Nothing at the end of the text, or before a line that it holds only in part.
  std::optional<comment_line> next() {
    if (at_ == text_.size()) return std::nullopt;
    const std::size_t line_end = text_.find('\n', at_);
    if (line_end == std::string_view::npos && extent_ == text_extent::beginning)
      return std::nullopt;
    const std::size_t end = std::min(line_end, text_.size());
    const std::size_t begin = std::exchange(at_, std::min(end + 1, text_.size()));
    ++line_;
    return comment_line{trim(text_.substr(begin, end - begin)), begin, at_};
  }

  /// The number of the line that next() gave last.
  std::size_t line() const { return line_; }

 private:
  std::string_view text_;
  text_extent extent_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;
};

/// True if a fence was found, false at the end of the text.
bool skip_to_opening(line_reader& lines, const std::string& file) {
  while (const auto line = lines.next()) {
    if (line->is_fence()) return true;
    if (!line->is_blank() && (!line->is_comment() || line->is_section())) {
      throw error_at(error_kind::script, {file, lines.line()},
                     "A revision file begins with its front matter, between two lines '-- +++'; "
                     "only comments with '--' may stand before it.");
    }
  }
  return false;
}

/// Every text begins with an ASCII character or a byte order mark; Windows tools write UTF-16.
void refuse_utf16(std::string_view text, const std::string& file) {
  const bool has_mark = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  const bool is_wide = text.size() > 1 && (text[0] == '\0') != (text[1] == '\0');
  if (!has_mark && !is_wide) return;
  throw error_at(error_kind::script, {file, 1}, "The file is written in UTF-16; save it as UTF-8.");
}

error never_closed(const std::string& file, std::size_t line) {
  return error_at(error_kind::script, {file, line},
                  "The front matter that begins here is never closed by a second line '-- +++'.");
}

}  // namespace

std::optional<front_matter_block> find_front_matter(std::string_view text, const std::string& file,
                                                    text_extent extent) {
  refuse_utf16(text, file);
  line_reader lines(text, extent);
  if (!skip_to_opening(lines, file)) {
    if (extent == text_extent::beginning) return std::nullopt;
    throw error_at(error_kind::script, {file},
                   "The file has no front matter; it belongs between two lines '-- +++'.");
  }
  front_matter_block block{.first_line = lines.line() + 1};
  while (const auto line = lines.next()) {
    if (block.begin == 0) block.begin = line->begin;
    if (line->is_fence()) {
      block.end = line->begin;
      block.after = line->next;
      return block;
    }
    if (line->is_section()) throw never_closed(file, block.first_line - 1);
    if (!line->is_blank() && !line->is_comment()) {
      throw error_at(error_kind::script, {file, lines.line()},
                     "This line is inside the front matter but is not a comment; is the "
                     "closing line '-- +++' missing?");
    }
  }
  if (extent == text_extent::beginning) return std::nullopt;
  throw never_closed(file, block.first_line - 1);
}

revision read_front_matter(std::string_view text, const front_matter_block& block,
                           std::string file) {
  std::optional<revision> plain = read_plain_front_matter(text, block);
  revision result = plain ? std::move(*plain) : read_toml_front_matter(text, block, file);
  // Logs, lists and scripts show it.
  result.message = mask_hashes(std::move(result.message));
  result.file = std::move(file);
  return result;
}

}  // namespace fz
