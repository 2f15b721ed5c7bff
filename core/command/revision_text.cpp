#include "core/command/revision_text.hpp"

#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fz::command {
namespace {

std::string_view comment_of(stage_purpose purpose) {
  switch (purpose) {
    case stage_purpose::change:
      return "";
    case stage_purpose::build_indexes:
      return "-- Outside of a transaction, so that others can go on writing meanwhile.\n";
    case stage_purpose::validate:
      break;
  }
  return "-- In a transaction of its own, so that rows are read while others can go on writing.\n";
}

std::string marker(std::string_view way, const section_pair& pair, const section_text& section) {
  return fmt::format("-- fz:{}{}{}{}\n", way, pair.dialect ? " " : "",
                     pair.dialect ? to_string(*pair.dialect) : "",
                     section.transactional ? "" : " transaction=off");
}

}  // namespace

std::string sections_of(const std::vector<section_pair>& pairs, todo_lines todos) {
  std::string text;
  for (const section_pair& each : pairs) {
    const section_text& up = each.upgrade;
    text += marker("upgrade", each, up);
    text += each.note + std::string(comment_of(up.purpose));
    text += todos == todo_lines::written ? up.with_todos : up.sql;
    if (!text.ends_with("\n\n")) text += "\n";
  }
  for (const section_pair& each : pairs) {
    if (&each != &pairs.front()) text += "\n";
    text += marker("downgrade", each, each.downgrade) + each.downgrade.sql;
  }
  return text;
}

std::string comment_for(const possible_rename& rename) {
  return fmt::format("`-- fz:renamed from={}`", quote_identifier(rename.from.name));
}

std::string notes_on(const std::vector<possible_rename>& unasked) {
  std::string notes;
  for (const possible_rename& each : unasked) {
    notes += printable(fmt::format("-- {} is dropped, and {} is made. If that is a rename, write",
                                   to_string(each.from), to_string(each.to))) +
             "\n" +
             printable(fmt::format("-- {} beside it in the wanted schema, and generate this again.",
                                   comment_for(each))) +
             "\n";
  }
  return notes;
}

section_pair empty_sections(fz::dialect d, const std::string& why) {
  section_pair nothing;
  nothing.dialect = d;
  nothing.upgrade.sql = nothing.upgrade.with_todos = nothing.downgrade.sql = "-- " + why + "\n";
  return nothing;
}

}  // namespace fz::command
