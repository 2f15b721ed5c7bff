#include "core/sql/kept_search_path.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <string>

namespace fz {
namespace {

bool names_search_path(const statement& s) {
  return to_lower(s.sql).find("search_path") != std::string::npos;
}

// A DO, because psql would print what a SELECT gives.
const char* const keep =
    "DO $$BEGIN PERFORM set_config('fz.search_path', current_setting('search_path'), true); END$$";
const char* const restore =
    "DO $$BEGIN PERFORM set_config('search_path', current_setting('fz.search_path'), false); END$$";

}  // namespace

void keep_search_path(std::vector<statement>& script, dialect d) {
  if (d != dialect::postgresql) return;
  if (std::none_of(script.begin(), script.end(), names_search_path)) return;
  script.insert(script.begin(), statement(keep));
  script.push_back(statement(restore));
}

}  // namespace fz
