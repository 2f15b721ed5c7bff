#include "core/script/sql_file.hpp"

#include "core/script/character_check.hpp"
#include "core/script/section_reader.hpp"

namespace fz {
sql_script parse_sql_file(std::string_view text, const std::string& file, dialect dialect) {
  const text_opener open = [text] { return one_piece(text); };
  check_characters(open, file);
  sql_script script;
  script_section* current = nullptr;
  const section_visitor visitor = {
      [&](const file_section& section) {
        if (!section.is_chosen) return;
        const bool up = section.marker.direction == section_direction::upgrade;
        auto& chosen = up ? script.upgrade : script.downgrade;
        current = &chosen.emplace(script_section{section.marker.transactional});
      },
      [&](const statement& s) { current->statements.push_back(s); }};
  visit_sections(open, file, dialect, visitor);
  return script;
}

}  // namespace fz
