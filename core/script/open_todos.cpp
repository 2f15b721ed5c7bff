#include "core/script/open_todos.hpp"

#include "core/script/body_file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace fz {
namespace {

/// Looks only for the letters, so that a long file costs no more than reading it.
bool may_have_todo(const text_pieces& pieces) {
  constexpr std::string_view word = "fz:todo";
  std::string end;  // of the pieces before
  for (std::string_view piece = pieces(); !piece.empty(); piece = pieces()) {
    const std::string seam = to_lower(end + std::string(piece.substr(0, word.size())));
    if (seam.find(word) != std::string::npos) return true;
    if (to_lower(piece).find(word) != std::string::npos) return true;
    end = piece.substr(piece.size() - std::min(piece.size(), word.size()));
  }
  return false;
}

}  // namespace

std::vector<open_todo> open_todos(const std::string& path, dialect d) {
  std::vector<open_todo> found;
  const text_opener open = pieces_of(path);
  if (!may_have_todo(open())) return found;
  bool is_meant = true;
  const section_visitor visitor = {
      [&](const file_section& section) { is_meant = section.is_chosen; }, [](const statement&) {},
      [&](const open_todo& todo) {
        if (is_meant) found.push_back(todo);
      }};
  visit_sections(open, path, d, visitor);
  return found;
}

error refusal(const open_todo& todo) {
  const std::string what = todo.text.empty() ? "" : ": " + printable(todo.text);
  return error_at(error_kind::script, todo.position,
                  fmt::format("This is still to be done{}{} The section does not run until the "
                              "line `-- fz:todo` is removed.",
                              what, what.ends_with('.') ? "" : "."));
}

}  // namespace fz
