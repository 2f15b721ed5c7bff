#include "core/autogenerate/sqlite/altered_text.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace fz::sqlite {
namespace {

using kind = text_token::kind;

std::string squeezed(std::string_view comment) {
  std::string text;
  for (const char c : trim(comment)) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) {
      text += c;
    } else if (!text.ends_with(' ')) {
      text += ' ';
    }
  }
  return text;
}

bool is_named(std::string_view sql, const text_token& t, std::string_view lower) {
  if (t.what == kind::word) return t.lower == lower;
  return t.what == kind::name && to_lower(unquoted(sql.substr(t.begin, t.end - t.begin))) == lower;
}

}  // namespace

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string text_form(std::string_view sql) {
  std::string form;
  for (const text_token& t : all_tokens(sql)) {
    const std::string_view text = sql.substr(t.begin, t.end - t.begin);
    if (t.what == kind::comment && text.find("fz:renamed") != std::string_view::npos) continue;
    form += t.what == kind::comment ? squeezed(text) : compared_form(sql, t);
    form += ' ';
  }
  return form;
}

bool names_itself(std::string_view sql, const table_text& table) {
  const std::string name = to_lower(table.name);
  const std::vector<text_token> tokens = all_tokens(sql);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (is_named(sql, tokens[i], name) && sql[tokens[i + 1].begin] == '.') return true;
  }
  return false;
}

std::string with_column_added(std::string_view sql, const table_text& table,
                              std::string_view definition) {
  return fmt::format("{}, {}{}", sql.substr(0, table.columns_end), definition,
                     sql.substr(table.columns_end));
}

std::string with_column_dropped(std::string_view sql, const table_text& table, std::size_t column) {
  std::size_t begin = table.columns[column].begin;
  std::size_t end = table.columns_end;
  if (column + 1 < table.columns.size()) {
    end = table.columns[column + 1].begin;
  } else {
    while (begin > 0 && sql[begin] != ',') --begin;
  }
  return fmt::format("{}{}", sql.substr(0, begin), sql.substr(end));
}

std::string with_name_replaced(std::string_view sql, std::string_view from, std::string_view to) {
  const std::string lower = to_lower(from);
  std::string text;
  std::size_t copied = 0;
  for (const text_token& t : all_tokens(sql)) {
    if (!is_named(sql, t, lower)) continue;
    text += sql.substr(copied, t.begin - copied);
    text += quoted_name(to);
    copied = t.end;
  }
  text += sql.substr(copied);
  return text;
}

}  // namespace fz::sqlite
