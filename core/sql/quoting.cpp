#include "core/sql/quoting.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace fz {
namespace {

/// All of sqlite3_keyword_name(), those of later versions too, with a blank around each.
constexpr std::string_view sqlite_keywords =
    " abort action add after all alter always analyze and as asc attach autoincrement before "
    "begin between by cascade case cast check collate column commit conflict constraint "
    "create cross current current_date current_time current_timestamp database default "
    "deferrable deferred delete desc detach distinct do drop each else end escape except "
    "exclude exclusive exists explain fail filter first following for foreign from full "
    "generated glob group groups having if ignore immediate in index indexed initially inner "
    "insert instead intersect into is isnull join key last left like limit match "
    "materialized natural no not nothing notnull null nulls of offset on or order others "
    "outer over partition plan pragma preceding primary query raise range recursive "
    "references regexp reindex release rename replace restrict returning right rollback row "
    "rows savepoint select set table temp temporary then ties to transaction trigger "
    "unbounded union unique update using vacuum values view virtual when where window with "
    "within without ";

/// PostgreSQL's reserved words and those that may only name a function or a type: categories R and
/// T of pg_get_keywords() in versions 15 and 16.
constexpr std::string_view postgresql_keywords =
    " all analyse analyze and any array as asc asymmetric authorization binary both case cast "
    "check collate collation column concurrently constraint create cross current_catalog "
    "current_date current_role current_schema current_time current_timestamp current_user "
    "default deferrable desc distinct do else end except false fetch for foreign freeze from "
    "full grant group having ilike in initially inner intersect into is isnull join lateral "
    "leading left like limit localtime localtimestamp natural not notnull null offset on "
    "only or order outer overlaps placing primary references returning right select "
    "session_user similar some symmetric system_user table tablesample then to trailing true "
    "union unique user using variadic verbose when where window with ";

bool is_keyword(std::string_view name, std::string_view keywords) {
  return keywords.find(' ' + std::string(name) + ' ') != keywords.npos;
}

/// True for a name that means the same with and without quotes, unless it is a keyword.
bool is_lower_case_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '$'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), is_inner);
}

std::string in_quotes(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

bool is_quoted_name(std::string_view text) {
  return text.starts_with('"') || text.starts_with('[') || text.starts_with('`');
}

/// A name without its quotes, or in lower case if it has none.
std::string unquoted_name(std::string_view part) {
  if (!is_quoted_name(part) || part.size() < 2) return to_lower(part);
  const char quote = part.front();
  std::string name;
  for (std::size_t i = 1; i + 1 < part.size(); ++i) {
    name += part[i];
    if (part[i] == quote) ++i;  // a doubled quote means one
  }
  return name;
}

}  // namespace

std::string quote_identifier(std::string_view name, dialect d) {
  const auto keywords = d == dialect::sqlite ? sqlite_keywords : postgresql_keywords;
  const bool ordinary = is_lower_case_name(name) && !is_keyword(name, keywords);
  return ordinary ? std::string(name) : in_quotes(name);
}

std::string quote_identifier(std::string_view name) {
  const bool ordinary = is_lower_case_name(name) && !is_keyword(name, sqlite_keywords) &&
                        !is_keyword(name, postgresql_keywords);
  return ordinary ? std::string(name) : in_quotes(name);
}

std::string quote_qualified_name(std::string_view name) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(name, '.')) parts.push_back(quote_identifier(part));
  return join(parts, ".");
}

std::string catalog_name(std::string_view written) {
  if (!written.ends_with('"')) return to_lower(written.substr(written.rfind('.') + 1));
  std::size_t begin = written.size() - 1;
  // From its closing quote back to the opening one; a doubled quote means one.
  while (begin-- > 0) {
    if (written[begin] != '"') continue;
    if (begin == 0 || written[begin - 1] != '"') break;
    --begin;
  }
  return unquoted_name(written.substr(std::min(begin, written.size())));
}

std::string catalog_schema(std::string_view written) {
  std::size_t end = written.find('.');
  if (is_quoted_name(written)) {
    const char close = written.front() == '[' ? ']' : written.front();
    end = written.find(close, 1);
    while (end < written.size() && written.substr(end + 1).starts_with(close)) {
      end = written.find(close, end + 2);
    }
    end = end < written.size() && written.substr(end + 1).starts_with('.') ? end + 1 : written.npos;
  }
  return end == written.npos ? std::string() : unquoted_name(written.substr(0, end));
}

std::string string_literal(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + '\'';
}

std::string dollar_quoted(std::string_view text) {
  std::string tag = "$fz$";
  while (text.find(tag) != text.npos) tag.insert(1, "z");
  return fmt::format("{0}\n{1}\n{0}", tag, text);
}

}  // namespace fz
