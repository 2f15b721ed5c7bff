#include "core/schema/diagram.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz {
namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         (c & 0x80) != 0;
}

/// A type or name as Mermaid takes it; `more` are characters that may be in it too.
std::string mermaid_word(std::string_view text, std::string_view more) {
  std::string word;
  for (const char c : text) word += is_word(c) || more.find(c) != more.npos ? c : '_';
  if (word.empty() || (word.front() >= '0' && word.front() <= '9')) word.insert(0, "_");
  return word;
}

std::string mermaid_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : printable(text)) quoted += c == '"' ? '\'' : c;
  return quoted + '"';
}

std::string mermaid_table(const object_key& key) {
  const std::string name = short_name(key);
  return mermaid_word(name, "") == name ? name : mermaid_quoted(name);
}

std::string mermaid_column(const relation_column& column) {
  std::string keys;
  if (column.in_primary_key) keys = " PK";
  if (column.in_foreign_key) keys += keys.empty() ? " FK" : ", FK";
  const std::string note = column.not_null && !column.in_primary_key ? " \"not null\"" : "";
  const std::string type = column.type.empty() ? "any" : column.type;
  return fmt::format("        {} {}{}{}\n", mermaid_word(type, "()[]-"),
                     mermaid_word(column.name, "-"), keys, note);
}

std::string mermaid_reference(const reference& r) {
  return fmt::format("    {} {}--{} {} : {}\n", mermaid_table(r.to), r.can_be_null ? "|o" : "||",
                     r.is_unique ? "o|" : "o{", mermaid_table(r.from),
                     mermaid_quoted(join(r.columns, ", ")));
}

std::string html(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string dot_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : printable(text)) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string dot_table(const relation& table) {
  std::string text = fmt::format(
      "  {} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\" cellpadding=\"4\">\n"
      "    <tr><td bgcolor=\"#dfe7f2\"><b>{}</b></td></tr>\n",
      dot_quoted(short_name(table.key)), html(short_name(table.key)));
  for (const relation_column& column : table.columns) {
    const std::string name = html(column.name);
    text += fmt::format(
        "    <tr><td align=\"left\" port=\"{}\">{} <font color=\"#666666\">{}{}</font></td></tr>\n",
        name, column.in_primary_key ? "<u>" + name + "</u>" : name, html(column.type),
        column.not_null ? "" : "?");
  }
  return text + "  </table>>];\n";
}

}  // namespace

std::string mermaid_diagram(const std::vector<relation>& tables) {
  std::string text = "erDiagram\n";
  for (const relation& table : tables) {
    text += fmt::format("    {} {{\n", mermaid_table(table.key));
    for (const relation_column& column : table.columns) text += mermaid_column(column);
    text += "    }\n";
  }
  for (const relation& table : tables) {
    for (const reference& r : table.references) text += mermaid_reference(r);
  }
  return text;
}

std::string dot_diagram(const std::vector<relation>& tables) {
  std::string text =
      "digraph schema {\n  rankdir=RL;\n  node [shape=plain, fontname=\"sans-serif\"];\n"
      "  edge [color=\"#666666\"];\n";
  for (const relation& table : tables) text += dot_table(table);
  for (const relation& table : tables) {
    for (const reference& r : table.references) {
      const std::string port = r.columns.empty() ? "" : ":" + dot_quoted(r.columns.front());
      text += fmt::format("  {}{} -> {};\n", dot_quoted(short_name(r.from)), port,
                          dot_quoted(short_name(r.to)));
    }
  }
  return text + "}\n";
}

}  // namespace fz
