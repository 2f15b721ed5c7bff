#include "core/importer/made_text.hpp"

#include "core/script/front_matter_text.hpp"
#include "core/util/text.hpp"

#include <charconv>
#include <cstddef>

namespace fz::importer {

std::chrono::sys_seconds moment_of(const std::string& date) {
  namespace chrono = std::chrono;
  if (date.size() < 19) return {};
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    std::from_chars(date.data() + from, date.data() + from + length, value);
    return value;
  };
  const chrono::year_month_day day(chrono::year(number(0, 4)),
                                   chrono::month(static_cast<unsigned>(number(5, 2))),
                                   chrono::day(static_cast<unsigned>(number(8, 2))));
  return chrono::sys_days(day) + chrono::hours(number(11, 2)) + chrono::minutes(number(14, 2)) +
         chrono::seconds(number(17, 2));
}

std::string_view body_of(std::string_view text) {
  for (;;) {
    const std::size_t end = text.find('\n');
    if (end == text.npos || !trim(text.substr(0, end)).empty()) break;
    text.remove_prefix(end + 1);
  }
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last == text.npos ? "" : text.substr(0, last + 1);
}

std::string marker_text(const made_section& section) {
  std::string line = "-- fz:" + std::string(to_string(section.direction));
  if (section.dialect) line += " " + std::string(to_string(*section.dialect));
  if (!section.transactional) line += " transaction=off";
  return line + "\n";
}

std::string header_text(const revision& declared, const origin_line& origin) {
  std::string block = front_matter_text(declared);
  if (declared.create_date.empty()) {
    const std::size_t begin = block.find("-- create_date = ");
    block.erase(begin, block.find('\n', begin) + 1 - begin);
  }
  const std::string opening = "-- +++\n";
  return block.insert(opening.size(), to_text(origin) + "\n") + "\n";
}

}  // namespace fz::importer
