#include "core/script/sql_file.hpp"

#include "core/script/front_matter.hpp"
#include "core/script/section_marker.hpp"
#include "core/sql/script_rules.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement_boundary.hpp"
#include "core/sql/statement_splitter.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fz {
namespace {

struct section {
  section_marker marker;
  source_position start;  ///< the place of its first byte, behind the marker
  std::string_view text;
};

/// The place of the offset in the file.
source_position position_of(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_begin = before.rfind('\n') + 1;
  return {file, static_cast<std::size_t>(lines) + 1, offset - line_begin + 1};
}

void check_characters(std::string_view text, const std::string& file) {
  if (const std::size_t at = text.find('\0'); at != std::string_view::npos) {
    throw error_at(error_kind::script, position_of(text, at, file),
                   "A NUL character stands here; a revision file is text.");
  }
  if (const std::size_t at = utf8_prefix(text); at < text.size()) {
    throw error_at(error_kind::script, position_of(text, at, file),
                   "The bytes here are not UTF-8; save the file in this encoding.");
  }
}

class section_reader {
 public:
  section_reader(std::string_view text, const std::string& file, dialect dialect)
      : text_(text), file_(file), dialect_(dialect) {}

  std::vector<section> read() {
    const auto block = find_front_matter(text_, file_, text_extent::whole);
    std::size_t at = block->after;
    std::optional<section_marker> marker;
    do {
      const source_position start = position_of(text_, at, file_);
      const std::size_t begin = at;
      const std::size_t end = scan(at, start, marker);
      if (marker) add({std::move(*marker), start, text_.substr(begin, end - begin)});
      marker = std::move(next_);
      next_.reset();
    } while (marker);
    return std::move(sections_);
  }

 private:
  /// From `at` to the next marker, which becomes `next_`, or to the end. Gives where the section
  /// ends; `at` goes behind the marker.
  std::size_t scan(std::size_t& at, const source_position& start,
                   const std::optional<section_marker>& current) {
    const std::string_view text = text_.substr(at);
    const dialect written_for = language(current);
    sql_scanner scanner(text, written_for, start);
    statement_boundary boundary(written_for);
    const script_rules rules(written_for);
    std::optional<std::size_t> statement;  // where it begins
    for (;;) {
      const sql_token token = scanner.next();
      const std::size_t begin = at + token.begin;
      if (token.kind == sql_token_kind::end) return begin;
      if (token.kind == sql_token_kind::comment) {
        const std::string_view comment = scanner.text(token);
        check_closed(comment, scanner, token);
        if (!is_section_marker(comment) || !begins_line(begin)) continue;
        next_ = parse_section_marker(comment, scanner.position(token.begin));
        at += token.end;
        return begin;
      }
      if (!current) {
        throw error_at(error_kind::script, scanner.position(token.begin),
                       "Only comments may stand before the first section; a section begins with "
                       "'-- fz:upgrade' or '-- fz:downgrade'.");
      }
      if (token.kind == sql_token_kind::shell_command) continue;
      if (!statement) statement = token.begin;
      if (!boundary.see(token, scanner.text(token))) continue;
      rules.follow(text.substr(*statement, token.begin - *statement), *statement, scanner);
      statement.reset();
    }
  }

  /// SQLite would take it, but then it hides the sections behind it.
  static void check_closed(std::string_view comment, sql_scanner& scanner, const sql_token& token) {
    const bool closed = comment.size() >= 4 && comment.ends_with("*/");
    if (!comment.starts_with("/*") || closed) return;
    throw error_at(error_kind::script, scanner.position(token.begin),
                   "The comment that begins here is never closed.");
  }

  bool begins_line(std::size_t offset) const {
    const std::size_t before = text_.substr(0, offset).find_last_not_of(" \t");
    return before == std::string_view::npos || text_[before] == '\n';
  }

  /// The dialect whose strings and comments the section is written with: a plain section that
  /// stands beside one for this dialect is for the other.
  dialect language(const std::optional<section_marker>& marker) const {
    const bool named = marker && !marker->dialects.empty();
    if (named) return marker->serves(dialect_) ? dialect_ : marker->dialects.front();
    if (!marker || !has_own_section(marker->direction)) return dialect_;
    return dialect_ == dialect::sqlite ? dialect::postgresql : dialect::sqlite;
  }

  /// True if a line looks like a marker of a section for this dialect alone.
  bool has_own_section(section_direction direction) const {
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
      const std::string_view line = trim(text_.substr(at, line_end - at));
      at = line_end + 1;
      if (!is_section_marker(line)) continue;
      const std::vector<std::string_view> words = marker_words(line);
      const bool same = !words.empty() && words[0] == to_string(direction);
      if (same && std::find(words.begin(), words.end(), to_string(dialect_)) != words.end()) {
        return true;
      }
    }
    return false;
  }

  void add(section added) {
    for (const section& earlier : sections_) {
      if (earlier.marker.direction != added.marker.direction) continue;
      const auto& dialects = added.marker.dialects;
      const bool both_plain = dialects.empty() && earlier.marker.dialects.empty();
      const bool shared = std::any_of(dialects.begin(), dialects.end(),
                                      [&](dialect d) { return earlier.marker.serves(d); });
      if (!both_plain && !shared) continue;
      throw error_at(error_kind::script, added.marker.position,
                     fmt::format("Another {} section for the same dialect begins in line {}.",
                                 to_string(added.marker.direction), earlier.marker.position.line));
    }
    sections_.push_back(std::move(added));
  }

  std::string_view text_;
  const std::string& file_;
  dialect dialect_;
  std::vector<section> sections_;
  std::optional<section_marker> next_;
};

std::optional<script_section> choose(const std::vector<section>& sections,
                                     section_direction direction, dialect dialect) {
  const section* chosen = nullptr;
  for (const section& candidate : sections) {
    if (candidate.marker.direction != direction) continue;
    const bool own = candidate.marker.serves(dialect);
    if (own || (candidate.marker.dialects.empty() && chosen == nullptr)) chosen = &candidate;
  }
  if (chosen == nullptr) return std::nullopt;
  return script_section{chosen->marker.transactional,
                        split_statements(chosen->text, dialect, chosen->start)};
}

error no_upgrade(const std::vector<section>& sections, const std::string& file, dialect dialect) {
  const bool for_others = std::any_of(sections.begin(), sections.end(), [](const section& s) {
    return s.marker.direction == section_direction::upgrade;
  });
  return error_at(error_kind::script, {file},
                  for_others ? fmt::format("The file has no upgrade section for {}; "
                                           "'-- fz:upgrade' alone serves every dialect.",
                                           to_string(dialect))
                             : "The file has no upgrade section; it begins with '-- fz:upgrade'.");
}

}  // namespace

sql_script parse_sql_file(std::string_view text, const std::string& file, dialect dialect) {
  check_characters(text, file);
  const std::vector<section> sections = section_reader(text, file, dialect).read();
  sql_script script{choose(sections, section_direction::upgrade, dialect),
                    choose(sections, section_direction::downgrade, dialect)};
  if (!script.upgrade) throw no_upgrade(sections, file, dialect);
  return script;
}

}  // namespace fz
