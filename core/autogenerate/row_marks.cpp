#include "core/autogenerate/row_marks.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz {

std::string row_marks(const planned_statement& s, todo_lines todos) {
  const bool asks = todos == todo_lines::written;
  const std::string object = printable(to_string(s.object));
  std::string marks = s.note.empty() ? "" : "-- " + s.note + "\n";
  const std::string rows = s.rows.empty() ? "" : " " + s.rows;
  if (s.loses_data) {
    marks += fmt::format("-- This loses data of {}.{}\n", object, rows);
    if (asks) {
      marks += fmt::format(
          "-- fz:todo Make sure that the data of {} is not needed, or save it first.\n", object);
    }
  }
  if (s.can_fail_on_rows && s.on_existing_table) {
    marks += fmt::format("-- This fails if there are rows that do not fit.{}\n",
                         s.loses_data ? "" : rows);
    if (asks) {
      marks += fmt::format("-- fz:todo Look for rows that {} does not allow, and change them.\n",
                           object);
    }
  }
  return marks;
}

}  // namespace fz
