#pragma once

#include "core/script/section_marker.hpp"
#include "core/sql/dialect.hpp"
#include "core/sql/sql_scanner.hpp"
#include "core/sql/statement_splitter.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fz {

/// A section of a revision file, without its statements.
struct file_section {
  section_marker marker = {};
  bool is_chosen = false;      ///< it is the one for its direction and the dialect
  std::uint64_t offset = 0;    ///< in the file, of the first byte after the marker
  source_position start = {};  ///< the place of that byte
};

/// Opens a text and gives its pieces from the beginning.
using text_opener = std::function<text_pieces()>;

/// A line `-- fz:todo …` in a revision file.
struct open_todo {
  std::string text;
  source_position position = {};
};

/// A line `-- fz:rebuild TABLE` in a section.
struct rebuild_line {
  std::string table;  ///< "": it names none
  source_position position = {};
};

/// What is done with the sections of a file, and the statements of those that are chosen.
struct section_visitor {
  std::function<void(const file_section&)> begin;
  std::function<void(const statement&)> see;
  /// Of the section that began last; before the first one, of the whole file.
  std::function<void(const open_todo&)> see_todo = [](const open_todo&) {};
  /// What is not SQL in a section for this dialect; none: it is thrown.
  std::function<void(const error&)> refuse = nullptr;
  /// Ahead of the statement that comes after the line.
  std::function<void(const rebuild_line&)> see_rebuild = [](const rebuild_line&) {};
};

/// Shows the sections of a revision file and their statements to the visitor, in their order;
/// nothing but a statement and a piece of the text is in memory. `file` is how errors name it.
/// Throws error(script) for what parse_sql_file() refuses.
void visit_sections(const text_opener& open, const std::string& file, dialect d,
                    const section_visitor& visitor);

/// The statements of the section that begins with `pieces`, at the place `start`, up to the next
/// marker or the end.
statement_splitter split_section(text_pieces pieces, dialect d, const source_position& start);

/// A text that is in memory, as one piece. It must outlive what is returned.
text_pieces one_piece(std::string_view text);

}  // namespace fz
