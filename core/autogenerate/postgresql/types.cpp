#include "core/autogenerate/postgresql/types.hpp"

#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <algorithm>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

bool contains(const texts& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

/// True if `old_ones` are in `new_ones`, in the same order.
bool keeps_order(const texts& old_ones, const texts& new_ones) {
  auto at = new_ones.begin();
  for (const std::string& each : old_ones) {
    at = std::find(at, new_ones.end(), each);
    if (at == new_ones.end()) return false;
    ++at;
  }
  return true;
}

/// True if attributes that go, and those that come at the end, lead from one list to the other.
bool is_reached_by_adding(const texts& old_ones, const texts& new_ones) {
  texts reached;
  for (const std::string& each : old_ones) {
    if (contains(new_ones, each)) reached.push_back(each);
  }
  for (const std::string& each : new_ones) {
    if (!contains(old_ones, each)) reached.push_back(each);
  }
  return reached == new_ones;
}

std::string attribute_clause(const schema_object& attribute) {
  std::string clause = quote_identifier(attribute.key.name) + " " + attribute.attributes["type"];
  if (attribute.attributes.has("collation")) {
    clause += " COLLATE " + attribute.attributes["collation"];
  }
  return clause;
}

texts add_values(const schema_object& from, const schema_object& to) {
  const texts old_ones = split_list(from.attributes["labels"]);
  const texts new_ones = split_list(to.attributes["labels"]);
  texts statements;
  for (std::size_t i = 0; i < new_ones.size(); ++i) {
    if (contains(old_ones, new_ones[i])) continue;
    std::string text = "ALTER TYPE " + sql_name(to.key) + " ADD VALUE " + new_ones[i];
    const bool is_last =
        std::none_of(new_ones.begin() + static_cast<std::ptrdiff_t>(i), new_ones.end(),
                     [&](const std::string& label) { return contains(old_ones, label); });
    if (!is_last && i > 0) text += " AFTER " + new_ones[i - 1];
    if (!is_last && i == 0) text += " BEFORE " + old_ones.front();
    statements.push_back(std::move(text));
  }
  return statements;
}

texts alter_domain(const schema_object& from, const schema_object& to) {
  const std::string alter = "ALTER DOMAIN " + sql_name(to.key) + " ";
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  texts statements;
  if (a["default"] != b["default"]) {
    statements.push_back(
        alter + (b.has("default") ? "SET DEFAULT " + b["default"] : std::string("DROP DEFAULT")));
  }
  if (a["not_null"] != b["not_null"]) {
    statements.push_back(alter + (b.has("not_null") ? "SET NOT NULL" : "DROP NOT NULL"));
  }
  return statements;
}

}  // namespace

std::string create_type(const schema_object& type) {
  const attributes& a = type.attributes;
  const std::string head = "CREATE TYPE " + sql_name(type.key) + " AS ";
  if (type.key.kind == object_kind::enum_type) {
    texts lines;
    for (const std::string& label : split_list(a["labels"])) lines.push_back("    " + label);
    return head + (lines.empty() ? "ENUM ()" : "ENUM (\n" + join(lines, ",\n") + "\n)");
  }
  texts options = {"SUBTYPE = " + a["subtype"]};
  const auto add = [&](const char* name, const char* word) {
    if (a.has(name)) options.push_back(std::string(word) + " = " + a[name]);
  };
  add("multirange", "MULTIRANGE_TYPE_NAME");
  add("operator_class", "SUBTYPE_OPCLASS");
  add("collation", "COLLATION");
  add("canonical", "CANONICAL");
  add("subtype_diff", "SUBTYPE_DIFF");
  return head + "RANGE (\n    " + join(options, ",\n    ") + "\n)";
}

std::string create_composite(const schema_object& type,
                             const std::vector<const schema_object*>& attributes) {
  texts lines;
  for (const schema_object* each : attributes) lines.push_back("    " + attribute_clause(*each));
  return "CREATE TYPE " + sql_name(type.key) + " AS (\n" + join(lines, ",\n") + "\n)";
}

std::string create_domain(const schema_object& domain,
                          const std::vector<const schema_object*>& constraints) {
  const attributes& a = domain.attributes;
  std::string text = "CREATE DOMAIN " + sql_name(domain.key) + " AS " + a["type"];
  if (a.has("collation")) text += " COLLATE " + a["collation"];
  if (a.has("default")) text += " DEFAULT " + a["default"];
  if (a.has("not_null")) text += " NOT NULL";
  for (const schema_object* each : constraints) {
    text += "\n    CONSTRAINT " + quote_identifier(each->key.name) + " " +
            each->attributes["definition"];
  }
  return text;
}

bool needs_replacement(const schema_object& from, const schema_object& to) {
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  switch (from.key.kind) {
    case object_kind::enum_type:
      return !keeps_order(split_list(a["labels"]), split_list(b["labels"]));
    case object_kind::composite_type:
      return !is_reached_by_adding(split_list(a["attributes"]), split_list(b["attributes"]));
    case object_kind::domain:
    case object_kind::type_attribute:
      return a["type"] != b["type"] || a["collation"] != b["collation"];
    case object_kind::range_type:
      for (const char* name :
           {"subtype", "operator_class", "collation", "canonical", "subtype_diff", "multirange"}) {
        if (a[name] != b[name]) return true;
      }
      return false;
    case object_kind::collation:
      for (const char* name : {"provider", "locale", "character_type", "deterministic"}) {
        if (a[name] != b[name]) return true;
      }
      return false;
    default:
      return false;
  }
}

std::vector<std::string> alter_type(const schema_object& from, const schema_object& to) {
  if (to.key.kind == object_kind::enum_type) return add_values(from, to);
  if (to.key.kind == object_kind::domain) return alter_domain(from, to);
  return {};
}

std::string add_attribute(const schema_object& attribute) {
  return "ALTER TYPE " + parent_name(attribute.key) + " ADD ATTRIBUTE " +
         attribute_clause(attribute);
}

std::string replaced_name(const object_key& type) {
  constexpr std::size_t longest = 63;  // bytes of a name on a server as it is usually built
  return ("fz_old_" + type.name).substr(0, longest);
}

}  // namespace fz::postgresql
