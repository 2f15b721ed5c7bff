#include "core/sql/quoting.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace fz {
namespace {

/// SQLite's keywords and PostgreSQL's reserved words, in alphabetical order
/// (sqlite.org/lang_keywords.html; PostgreSQL 15, Appendix C).
constexpr auto keywords = std::to_array<std::string_view>({"abort",
                                                           "action",
                                                           "add",
                                                           "after",
                                                           "all",
                                                           "alter",
                                                           "always",
                                                           "analyse",
                                                           "analyze",
                                                           "and",
                                                           "any",
                                                           "array",
                                                           "as",
                                                           "asc",
                                                           "asymmetric",
                                                           "attach",
                                                           "authorization",
                                                           "autoincrement",
                                                           "before",
                                                           "begin",
                                                           "between",
                                                           "binary",
                                                           "both",
                                                           "by",
                                                           "cascade",
                                                           "case",
                                                           "cast",
                                                           "check",
                                                           "collate",
                                                           "collation",
                                                           "column",
                                                           "commit",
                                                           "concurrently",
                                                           "conflict",
                                                           "constraint",
                                                           "create",
                                                           "cross",
                                                           "current",
                                                           "current_catalog",
                                                           "current_date",
                                                           "current_role",
                                                           "current_schema",
                                                           "current_time",
                                                           "current_timestamp",
                                                           "current_user",
                                                           "database",
                                                           "default",
                                                           "deferrable",
                                                           "deferred",
                                                           "delete",
                                                           "desc",
                                                           "detach",
                                                           "distinct",
                                                           "do",
                                                           "drop",
                                                           "each",
                                                           "else",
                                                           "end",
                                                           "escape",
                                                           "except",
                                                           "exclude",
                                                           "exclusive",
                                                           "exists",
                                                           "explain",
                                                           "fail",
                                                           "false",
                                                           "fetch",
                                                           "filter",
                                                           "first",
                                                           "following",
                                                           "for",
                                                           "foreign",
                                                           "freeze",
                                                           "from",
                                                           "full",
                                                           "generated",
                                                           "glob",
                                                           "grant",
                                                           "group",
                                                           "groups",
                                                           "having",
                                                           "if",
                                                           "ignore",
                                                           "ilike",
                                                           "immediate",
                                                           "in",
                                                           "index",
                                                           "indexed",
                                                           "initially",
                                                           "inner",
                                                           "insert",
                                                           "instead",
                                                           "intersect",
                                                           "into",
                                                           "is",
                                                           "isnull",
                                                           "join",
                                                           "key",
                                                           "last",
                                                           "lateral",
                                                           "leading",
                                                           "left",
                                                           "like",
                                                           "limit",
                                                           "localtime",
                                                           "localtimestamp",
                                                           "match",
                                                           "materialized",
                                                           "natural",
                                                           "no",
                                                           "not",
                                                           "nothing",
                                                           "notnull",
                                                           "null",
                                                           "nulls",
                                                           "of",
                                                           "offset",
                                                           "on",
                                                           "only",
                                                           "or",
                                                           "order",
                                                           "others",
                                                           "outer",
                                                           "over",
                                                           "overlaps",
                                                           "partition",
                                                           "placing",
                                                           "plan",
                                                           "pragma",
                                                           "preceding",
                                                           "primary",
                                                           "query",
                                                           "raise",
                                                           "range",
                                                           "recursive",
                                                           "references",
                                                           "regexp",
                                                           "reindex",
                                                           "release",
                                                           "rename",
                                                           "replace",
                                                           "restrict",
                                                           "returning",
                                                           "right",
                                                           "rollback",
                                                           "row",
                                                           "rows",
                                                           "savepoint",
                                                           "select",
                                                           "session_user",
                                                           "set",
                                                           "similar",
                                                           "some",
                                                           "symmetric",
                                                           "system_user",
                                                           "table",
                                                           "tablesample",
                                                           "temp",
                                                           "temporary",
                                                           "then",
                                                           "ties",
                                                           "to",
                                                           "trailing",
                                                           "transaction",
                                                           "trigger",
                                                           "true",
                                                           "unbounded",
                                                           "union",
                                                           "unique",
                                                           "update",
                                                           "user",
                                                           "using",
                                                           "vacuum",
                                                           "values",
                                                           "variadic",
                                                           "verbose",
                                                           "view",
                                                           "virtual",
                                                           "when",
                                                           "where",
                                                           "window",
                                                           "with",
                                                           "within",
                                                           "without"});
static_assert(std::is_sorted(keywords.begin(), keywords.end()));

bool is_ordinary(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  const auto is_inner = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '$'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), is_inner) &&
         !std::binary_search(keywords.begin(), keywords.end(), name);
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  if (is_ordinary(name)) return std::string(name);
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string quote_qualified_name(std::string_view name) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(name, '.')) parts.push_back(quote_identifier(part));
  return join(parts, ".");
}

std::string string_literal(std::string_view text) {
  std::string literal = "'";
  for (const char c : text) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + '\'';
}

}  // namespace fz
