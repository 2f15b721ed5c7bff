#pragma once

#include <string>
#include <string_view>

namespace fz::importer {

/// What becomes of COPY … FROM STDIN.
struct copied_rows {
  std::string sql = {};      ///< INSERT statements with the same rows; may be empty: no rows
  std::string problem = {};  ///< a sentence: why there is no SQL; empty: all is well
};

/// Makes INSERT statements of a COPY statement (without its semicolon) and the lines of data after
/// it, without the line `\.`, as pg_dump writes them: COPY's text format without options.
/// https://www.postgresql.org/docs/15/sql-copy.html
copied_rows inserts_of(std::string_view statement, std::string_view data);

}  // namespace fz::importer
