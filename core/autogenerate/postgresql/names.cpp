#include "core/autogenerate/postgresql/names.hpp"

#include "core/sql/quoting.hpp"

#include <array>
#include <string_view>

namespace fz::postgresql {
namespace {

std::string qualified(const std::string& schema, const std::string& name) {
  return schema.empty() ? quote_identifier(name)
                        : quote_identifier(schema) + "." + quote_identifier(name);
}

std::string_view keyword(const schema_object& object) {
  switch (object.key.kind) {
    case object_kind::schema:
      return "SCHEMA";
    case object_kind::extension:
      return "EXTENSION";
    case object_kind::foreign_data_wrapper:
      return "FOREIGN DATA WRAPPER";
    case object_kind::foreign_server:
      return "SERVER";
    case object_kind::collation:
      return "COLLATION";
    case object_kind::enum_type:
    case object_kind::composite_type:
    case object_kind::range_type:
      return "TYPE";
    case object_kind::domain:
      return "DOMAIN";
    case object_kind::function:
      return object.attributes.has("procedure") ? "PROCEDURE" : "FUNCTION";
    case object_kind::aggregate:
      return "AGGREGATE";
    case object_kind::sql_operator:
      return "OPERATOR";
    case object_kind::sequence:
      return "SEQUENCE";
    case object_kind::table:
      return object.attributes.has("server") ? "FOREIGN TABLE" : "TABLE";
    case object_kind::view:
      return "VIEW";
    case object_kind::materialized_view:
      return "MATERIALIZED VIEW";
    case object_kind::index:
      return "INDEX";
    case object_kind::statistics:
      return "STATISTICS";
    case object_kind::event_trigger:
      return "EVENT TRIGGER";
    case object_kind::publication:
      return "PUBLICATION";
    case object_kind::constraint:
    case object_kind::foreign_key:
    case object_kind::domain_constraint:
      return "CONSTRAINT";
    case object_kind::rule:
      return "RULE";
    case object_kind::trigger:
      return "TRIGGER";
    case object_kind::policy:
      return "POLICY";
    default:
      return "";
  }
}

}  // namespace

std::string sql_name(const object_key& key) { return qualified(key.schema, key.name); }

std::string parent_name(const object_key& key) { return qualified(key.schema, key.parent); }

std::string routine_name(const schema_object& routine) {
  if (routine.key.kind != object_kind::aggregate) {
    return sql_name(routine.key) + "(" + routine.key.signature + ")";
  }
  const std::string& arguments = routine.attributes["arguments"];
  return sql_name(routine.key) + "(" + (arguments.empty() ? "*" : arguments) + ")";
}

std::string target_of(const schema_object& object) {
  const object_key& key = object.key;
  const std::string word(keyword(object));
  switch (key.kind) {
    case object_kind::function:
    case object_kind::aggregate:
      return word + " " + routine_name(object);
    case object_kind::sql_operator:
      return word + " " + qualified_name(key);
    case object_kind::column:
    case object_kind::type_attribute:
      return "COLUMN " + parent_name(key) + "." + quote_identifier(key.name);
    case object_kind::domain_constraint:
      return word + " " + quote_identifier(key.name) + " ON DOMAIN " + parent_name(key);
    case object_kind::constraint:
    case object_kind::foreign_key:
    case object_kind::rule:
    case object_kind::trigger:
    case object_kind::policy:
      return word + " " + quote_identifier(key.name) + " ON " + parent_name(key);
    default:
      break;
  }
  return word + " " + sql_name(key);
}

const schema_object* parent_of(const object_key& key, const database_schema& in) {
  if (key.parent.empty()) return nullptr;
  constexpr std::array kinds = {
      object_kind::table,          object_kind::view,   object_kind::materialized_view,
      object_kind::composite_type, object_kind::domain, object_kind::foreign_server};
  for (const object_kind kind : kinds) {
    const bool is_server = kind == object_kind::foreign_server;
    if (is_server != (key.kind == object_kind::user_mapping)) continue;
    const bool of_domain = kind == object_kind::domain;
    if (of_domain != (key.kind == object_kind::domain_constraint)) continue;
    const object_key parent{kind, key.schema, {}, key.parent, {}};
    if (const schema_object* found = in.find(parent)) return found;
  }
  return nullptr;
}

}  // namespace fz::postgresql
