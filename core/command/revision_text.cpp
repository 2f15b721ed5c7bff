#include "core/command/revision_text.hpp"

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
    text += comment_of(up.purpose);
    text += todos == todo_lines::written ? up.with_todos : up.sql;
    if (!text.ends_with("\n\n")) text += "\n";
  }
  for (const section_pair& each : pairs) {
    if (&each != &pairs.front()) text += "\n";
    text += marker("downgrade", each, each.downgrade) + each.downgrade.sql;
  }
  return text;
}

section_pair empty_sections(fz::dialect d, const std::string& why) {
  section_pair nothing;
  nothing.dialect = d;
  nothing.upgrade.sql = nothing.upgrade.with_todos = nothing.downgrade.sql = "-- " + why + "\n";
  return nothing;
}

}  // namespace fz::command
