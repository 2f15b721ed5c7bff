#include "core/schema/relation_text.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace fz {
namespace {

using cells = std::array<std::string, 3>;

std::string notes(const relation_column& column) {
  std::vector<std::string> words;
  if (column.in_primary_key) {
    words.push_back("primary key");
  } else if (column.not_null) {
    words.push_back("not null");
  }
  if (!column.default_value.empty()) words.push_back("default " + column.default_value);
  if (!column.generated.empty()) words.push_back(column.generated);
  if (!column.collation.empty()) words.push_back("collate " + column.collation);
  std::string text = join(words, ", ");
  if (!column.comment.empty())
    text += fmt::format("{}-- {}", text.empty() ? "" : "  ", column.comment);
  return printable(text);
}

std::string columns_text(const std::vector<relation_column>& columns) {
  std::vector<cells> lines;
  std::array<std::size_t, 2> widths{};
  for (const relation_column& c : columns) {
    lines.push_back({printable(c.name), printable(c.type), notes(c)});
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(lines.back()[i]));
    }
  }
  std::string text;
  for (const cells& line : lines) {
    std::string row = "  ";
    for (std::size_t i = 0; i < widths.size(); ++i) {
      row += line[i] + std::string(widths[i] + 2 - display_width(line[i]), ' ');
    }
    row += line[2];
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

std::string line_of(const relation_part& part) {
  const std::string text =
      part.name.empty() ? part.text : fmt::format("{}: {}", part.name, part.text);
  return fmt::format("  {}\n", printable(text));
}

std::string line_of(const reference& r, bool from_here) {
  const std::string there = from_here ? qualified_name(r.to) : qualified_name(r.from);
  const std::vector<std::string>& columns = from_here ? r.referenced : r.columns;
  std::string text = from_here ? fmt::format("({}) -> {}", join(r.columns, ", "), there) : there;
  if (!columns.empty()) text += fmt::format(" ({})", join(columns, ", "));
  if (from_here && !r.rest.empty()) text += " " + r.rest;
  return line_of({r.name, text});
}

template <class Values, class Line>
std::string section(std::string_view heading, const Values& values, const Line& line) {
  if (values.empty()) return "";
  std::string text = fmt::format("\n{}\n", heading);
  for (const auto& each : values) text += line(each);
  return text;
}

}  // namespace

std::string to_text(const relation& shown) {
  const auto part = [](const relation_part& p) { return line_of(p); };
  std::string text = printable(to_string(shown.key)) + "\n";
  text += columns_text(shown.columns);
  text += section("Keys and checks", shown.constraints, part);
  text +=
      section("Refers to", shown.references, [](const reference& r) { return line_of(r, true); });
  text += section("Referred to by", shown.referred_by,
                  [](const reference& r) { return line_of(r, false); });
  text += section("Indexes", shown.indexes, part);
  text += section("Triggers", shown.triggers, part);
  text += section("Options", shown.options, part);
  return text;
}

}  // namespace fz
