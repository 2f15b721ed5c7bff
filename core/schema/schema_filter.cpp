#include "core/schema/schema_filter.hpp"

#include <algorithm>
#include <utility>

namespace fz {
namespace {

bool matches_any(const std::vector<std::string>& patterns, const std::string& schema,
                 const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    if (pattern.find('.') == std::string::npos) return matches_pattern(pattern, name);
    return matches_pattern(pattern, schema + "." + name);
  });
}

bool has_schema(const std::vector<std::string>& names, const std::string& schema) {
  return std::find(names.begin(), names.end(), schema) != names.end();
}

/// Schemas, extensions and the like are named by `include` only if they are meant: a pattern for
/// tables must not remove them.
bool is_in_schema(const object_key& key) { return !key.schema.empty(); }

bool counts(const object_key& key, dialect d, const schema_filter& filter) {
  const bool by_name = is_in_schema(key) || d == dialect::sqlite;
  const std::string& name = key.parent.empty() ? key.name : key.parent;
  if (!filter.schemas.empty() && d == dialect::postgresql) {
    const bool is_schema = key.kind == object_kind::schema;
    if (is_schema || by_name) {
      if (!has_schema(filter.schemas, is_schema ? key.name : key.schema)) return false;
    }
  }
  if (by_name && !filter.include.empty() && !matches_any(filter.include, key.schema, name)) {
    return false;
  }
  return !matches_any(filter.exclude, key.schema, name);
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // the last one, and what it has taken so far
  std::size_t taken = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

database_schema filtered(const database_schema& schema, const schema_filter& filter) {
  if (filter.is_empty()) return schema;
  const dialect d = schema.dialect();
  std::vector<schema_object> kept;
  for (const schema_object& each : schema.objects()) {
    if (!counts(each.key, d, filter)) continue;
    kept.push_back(each);
    auto& needs = kept.back().depends_on;
    needs.erase(std::remove_if(needs.begin(), needs.end(),
                               [&](const dependency& on) { return !counts(on.on, d, filter); }),
                needs.end());
  }
  return database_schema(d, std::move(kept), schema.rest());
}

}  // namespace fz
