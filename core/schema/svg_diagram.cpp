#include "core/schema/diagram.hpp"
#include "core/schema/svg_layout.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fz {
namespace {

using size = svg_sizes;

std::string xml(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

constexpr const char* style =
    "  <style>text { font: 13px ui-monospace, monospace; fill: #1b1f24 } .type { fill: #6b7280 }"
    " .name { font-weight: bold } .key { text-decoration: underline }"
    " rect { fill: #fff; stroke: #9aa4b2 } .head { fill: #dfe7f2 }"
    " path { fill: none; stroke: #6b7280 }</style>\n";

std::string column_line(const relation_column& column, int x, int y, int width) {
  return fmt::format(
      "  <text x=\"{}\" y=\"{}\"{}>{}</text>\n"
      "  <text x=\"{}\" y=\"{}\" class=\"type\" text-anchor=\"end\">{}{}</text>\n",
      x + size::padding, y + 15, column.in_primary_key ? " class=\"key\"" : "", xml(column.name),
      x + width - size::padding, y + 15, xml(column.type), column.not_null ? "" : "?");
}

std::string table_box(const placed_table& placed) {
  const relation& table = *placed.table;
  std::string text = fmt::format(
      "  <rect x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{3}\"/>\n"
      "  <rect x=\"{0}\" y=\"{1}\" width=\"{2}\" height=\"{4}\" class=\"head\"/>\n"
      "  <text x=\"{5}\" y=\"{6}\" class=\"name\">{7}</text>\n",
      placed.x, placed.y, placed.width, placed.height, static_cast<int>(size::line),
      placed.x + size::padding, placed.y + 15, xml(short_name(table.key)));
  int y = placed.y + size::line;
  for (const relation_column& column : table.columns) {
    text += column_line(column, placed.x, y, placed.width);
    y += size::line;
  }
  return text;
}

/// The height of a column's middle; of the heading where it is not there.
int height_of(const placed_table& placed, const std::string& name) {
  const auto& columns = placed.table->columns;
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const relation_column& c) { return c.name == name; });
  const auto line = found == columns.end() ? 0 : found - columns.begin() + 1;
  return placed.y + static_cast<int>(line) * size::line + size::line / 2;
}

std::string arrow(const reference& r, const placed_table& from, const placed_table& to) {
  const int from_y = height_of(from, r.columns.empty() ? "" : r.columns.front());
  const int to_y = height_of(to, r.referenced.empty() ? "" : r.referenced.front());
  const int to_x = to.x + to.width;
  const bool leads_left = from.x > to_x;
  const int from_x = leads_left ? from.x : from.x + from.width;
  const int bend = leads_left ? (from_x - to_x) / 2 : size::between_x / 2;
  return fmt::format("  <path d=\"M{},{} C{},{} {},{} {},{}\" marker-end=\"url(#end)\"{}/>\n",
                     from_x, from_y, leads_left ? from_x - bend : from_x + bend, from_y,
                     to_x + bend, to_y, to_x, to_y,
                     r.can_be_null ? " stroke-dasharray=\"4 3\"" : "");
}

std::string arrows(const std::vector<placed_table>& placed) {
  std::map<object_key, const placed_table*> by_key;
  for (const placed_table& each : placed) by_key.emplace(each.table->key, &each);
  std::string text;
  for (const placed_table& each : placed) {
    for (const reference& r : each.table->references) {
      const auto to = by_key.find(r.to);
      if (to != by_key.end()) text += arrow(r, each, *to->second);
    }
  }
  return text;
}

}  // namespace

std::string svg_diagram(const std::vector<relation>& tables) {
  const std::vector<placed_table> placed = place_tables(tables);
  int width = 0;
  int height = 0;
  std::string boxes;
  for (const placed_table& each : placed) {
    width = std::max(width, each.x + each.width);
    height = std::max(height, each.y + each.height);
    boxes += table_box(each);
  }
  const int margin = size::padding + size::between_x / 2;  // for arrows that turn back
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
      "{1}\">\n{2}"
      "  <defs><marker id=\"end\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" refY=\"4\" "
      "orient=\"auto\"><path d=\"M0,0 L7,4 L0,8\"/></marker></defs>\n{3}{4}</svg>\n",
      width + margin, height + size::padding, style, boxes, arrows(placed));
}

}  // namespace fz
