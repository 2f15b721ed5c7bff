#include "core/script/section_reader.hpp"

#include "core/script/front_matter.hpp"
#include "core/script/own_sections.hpp"
#include "core/util/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz {
namespace {

/// A text that is longer before its sections begin is looked at as if it were whole.
constexpr std::size_t longest_beginning = 1 << 20;

/// SQLite would accept it, but it hides the sections after it.
void check_closed(const sql_token& comment, sql_scanner& scanner) {
  const std::string_view text = scanner.text(comment);
  const bool closed = text.size() >= 4 && text.ends_with("*/");
  if (!text.starts_with("/*") || closed) return;
  throw error_at(error_kind::script, scanner.position(comment.begin),
                 "The comment that begins here is never closed.");
}

bool is_marker(const sql_token& comment, sql_scanner& scanner) {
  check_closed(comment, scanner);
  return is_section_marker(scanner.text(comment)) && scanner.begins_line(comment);
}

bool ends_at(const sql_token& comment, sql_scanner& scanner) {
  if (!is_marker(comment, scanner)) return false;
  const std::string_view text = scanner.text(comment);
  return !todo_in_marker(text) && !table_in_rebuild_marker(text);
}

/// Reads the sections of one text, each in its own language.
class section_reader {
 public:
  /// `own`: the directions that have a section for this dialect alone.
  section_reader(text_pieces pieces, std::string file, dialect d, std::set<section_direction> own)
      : pieces_(std::move(pieces)), file_(std::move(file)), dialect_(d), own_(std::move(own)) {}
  section_reader(const section_reader&) = delete;
  section_reader& operator=(const section_reader&) = delete;

  void read(const section_visitor& visitor) {
    see_todo_ = visitor.see_todo;
    see_rebuild_ = visitor.see_rebuild;
    read_front_matter();
    read_preamble();
    while (next_) read_section(std::exchange(next_, std::nullopt).value(), visitor);
  }

  /// Those of the sections that were read.
  const std::vector<section_marker>& markers() const { return markers_; }

 private:
  void read_front_matter() {
    std::optional<front_matter_block> block;
    while (!block) {
      const std::string_view piece = pieces_();
      rest_ += piece;
      const bool whole = piece.empty() || rest_.size() > longest_beginning;
      block = find_front_matter(rest_, file_, whole ? text_extent::whole : text_extent::beginning);
    }
    const auto after = rest_.begin() + static_cast<std::ptrdiff_t>(block->after);
    const auto lines = std::count(rest_.begin(), after, '\n');
    start_ = {file_, static_cast<std::size_t>(lines) + 1, 1};
    offset_ = block->after;
    rest_.erase(rest_.begin(), after);
  }

  /// The text before the first section.
  void read_preamble() {
    sql_scanner scanner(rest_and_more(), dialect_, start_);
    for (;;) {
      const sql_token token = scanner.next();
      if (token.kind == sql_token_kind::end) return;
      if (token.kind != sql_token_kind::comment) {
        throw error_at(error_kind::script, scanner.position(token.begin),
                       "Only comments may stand before the first section; a section begins with "
                       "'-- fz:upgrade' or '-- fz:downgrade'.");
      }
      if (ends_section(token, scanner)) return;
      scanner.keep_from(token.end);
    }
  }

  void read_section(section_marker marker, const section_visitor& visitor) {
    refuse_second(marker);
    markers_.push_back(marker);
    const dialect written_for = language(marker);
    const file_section section{std::move(marker), is_chosen(markers_.back()), offset_, start_};
    visitor.begin(section);
    statement_splitter splitter(rest_and_more(), written_for, start_);
    if (!section.is_chosen) splitter.be_lenient();
    if (visitor.refuse) splitter.observe_refusals(visitor.refuse);
    splitter.observe_comments([this](const sql_token& comment, sql_scanner& scanner) {
      return ends_section(comment, scanner);
    });
    while (const statement* s = splitter.next()) {
      if (section.is_chosen) visitor.see(*s);
    }
  }

  /// The rest of the text, which is only taken on by one scanner at a time.
  text_pieces rest_and_more() {
    return [this, rest = std::exchange(rest_, {}), given = false]() mutable {
      const bool has_rest = !std::exchange(given, true) && !rest.empty();
      return has_rest ? std::string_view(rest) : pieces_();
    };
  }

  /// True if the comment is a marker, which becomes next_.
  bool ends_section(const sql_token& comment, sql_scanner& scanner) {
    if (!is_marker(comment, scanner)) return false;
    if (const auto todo = todo_in_marker(scanner.text(comment))) {
      see_todo_({std::string(*todo), scanner.position(comment.begin)});
      return false;
    }
    auto rebuilt = table_in_rebuild_marker(scanner.text(comment));
    if (rebuilt && !markers_.empty()) {
      see_rebuild_({std::move(*rebuilt), scanner.position(comment.begin)});
      return false;
    }
    next_ = parse_section_marker(scanner.text(comment), scanner.position(comment.begin));
    rest_ = scanner.read_ahead(comment.end);
    offset_ += comment.end;
    start_ = scanner.position(comment.end);
    return true;
  }

  /// The dialect whose strings and comments the section is written with: a plain section that
  /// stands beside one for this dialect is for the other.
  dialect language(const section_marker& marker) const {
    if (!marker.dialects.empty()) return marker.serves(dialect_) ? dialect_ : marker.dialects[0];
    if (!own_.contains(marker.direction)) return dialect_;
    return dialect_ == dialect::sqlite ? dialect::postgresql : dialect::sqlite;
  }

  bool is_chosen(const section_marker& marker) const {
    return marker.serves(dialect_) || (marker.dialects.empty() && !own_.contains(marker.direction));
  }

  void refuse_second(const section_marker& added) const {
    for (const section_marker& earlier : markers_) {
      if (earlier.direction != added.direction) continue;
      const bool both_plain = added.dialects.empty() && earlier.dialects.empty();
      const bool shared = std::any_of(added.dialects.begin(), added.dialects.end(),
                                      [&](dialect d) { return earlier.serves(d); });
      if (!both_plain && !shared) continue;
      throw error_at(error_kind::script, added.position,
                     fmt::format("Another {} section for the same dialect begins in line {}.",
                                 to_string(added.direction), earlier.position.line));
    }
  }

  text_pieces pieces_;
  std::string file_;
  dialect dialect_;
  std::set<section_direction> own_;
  std::function<void(const open_todo&)> see_todo_;
  std::function<void(const rebuild_line&)> see_rebuild_;
  std::vector<section_marker> markers_;
  std::optional<section_marker> next_;  // of the section that comes next
  std::string rest_;                    // of the text that was read, after that marker
  std::uint64_t offset_ = 0;            // of the rest in the file
  source_position start_ = {};          // its place
};

const section_visitor nobody = {[](const file_section&) {}, [](const statement&) {},
                                [](const open_todo&) {}, [](const error&) {},
                                [](const rebuild_line&) {}};

/// A line that looks like a marker may be inside a string: only reading the sections shows it.
std::set<section_direction> own_sections(const text_opener& open, const std::string& file,
                                         dialect d) {
  std::set<section_direction> own = find_own_sections(open(), d);
  if (own.empty()) return own;
  section_reader reader(open(), file, d, std::move(own));
  reader.read(nobody);
  std::set<section_direction> found;
  for (const section_marker& marker : reader.markers()) {
    if (marker.serves(d)) found.insert(marker.direction);
  }
  return found;
}

void check_has_upgrade(const std::vector<section_marker>& markers, const std::string& file,
                       dialect d) {
  bool for_others = false;
  for (const section_marker& marker : markers) {
    if (marker.direction != section_direction::upgrade) continue;
    if (marker.dialects.empty() || marker.serves(d)) return;
    for_others = true;
  }
  throw error_at(error_kind::script, {file},
                 for_others ? fmt::format("The file has no upgrade section for {}; "
                                          "'-- fz:upgrade' alone serves every dialect.",
                                          to_string(d))
                            : "The file has no upgrade section; it begins with '-- fz:upgrade'.");
}

}  // namespace

void visit_sections(const text_opener& open, const std::string& file, dialect d,
                    const section_visitor& visitor) {
  section_reader reader(open(), file, d, own_sections(open, file, d));
  reader.read(visitor);
  check_has_upgrade(reader.markers(), file, d);
}

statement_splitter split_section(text_pieces pieces, dialect d, const source_position& start) {
  statement_splitter splitter(std::move(pieces), d, start);
  splitter.observe_comments(ends_at);
  return splitter;
}

text_pieces one_piece(std::string_view text) {
  return [text]() mutable { return std::exchange(text, {}); };
}

}  // namespace fz
