#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"
#include "core/autogenerate/postgresql/rights.hpp"
#include "core/autogenerate/postgresql/routines.hpp"
#include "core/autogenerate/postgresql/sequences.hpp"
#include "core/autogenerate/postgresql/tables.hpp"
#include "core/autogenerate/postgresql/types.hpp"
#include "core/autogenerate/postgresql/views.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

std::string with_options(const attributes& a) {
  return a.has("options") ? " OPTIONS (" + a["options"] + ")" : "";
}

std::string create_wrapper(const schema_object& wrapper) {
  const attributes& a = wrapper.attributes;
  std::string text = "CREATE FOREIGN DATA WRAPPER " + sql_name(wrapper.key);
  if (a.has("handler")) text += " HANDLER " + a["handler"];
  if (a.has("validator")) text += " VALIDATOR " + a["validator"];
  return text + with_options(a);
}

std::string create_server(const schema_object& server) {
  const attributes& a = server.attributes;
  std::string text = "CREATE SERVER " + sql_name(server.key);
  if (a.has("type")) text += " TYPE " + a["type"];
  if (a.has("version")) text += " VERSION " + a["version"];
  return text + " FOREIGN DATA WRAPPER " + a["wrapper"] + with_options(a);
}

std::string create_collation(const schema_object& collation) {
  const attributes& a = collation.attributes;
  texts options = {"provider = " + a["provider"]};
  if (a.has("character_type")) {
    options.push_back("lc_collate = " + a["locale"]);
    options.push_back("lc_ctype = " + a["character_type"]);
  } else {
    options.push_back("locale = " + a["locale"]);
  }
  if (a.has("deterministic")) options.emplace_back("deterministic = false");
  return "CREATE COLLATION " + sql_name(collation.key) + " (" + join(options, ", ") + ")";
}

texts create_index(const schema_object& index) {
  const attributes& a = index.attributes;
  texts statements = {a["definition"]};
  const object_key key{object_kind::index, index.key.schema, {}, index.key.name, {}};
  const std::string alter = "ALTER INDEX " + sql_name(key) + " ";
  if (a.has("tablespace")) {
    statements.push_back(alter + "SET TABLESPACE " + quote_identifier(a["tablespace"]));
  }
  for (const std::string& each : split_list(a["statistics"])) {
    const std::size_t blank = each.find(' ');
    statements.push_back(alter + "ALTER COLUMN " + each.substr(0, blank) + " SET STATISTICS " +
                         each.substr(blank + 1));
  }
  return statements;
}

std::string without_semicolon(const std::string& definition) {
  std::string_view text = trim(definition);
  if (text.ends_with(";")) text.remove_suffix(1);
  return std::string(text);
}

/// The state of a trigger or rule where it is not the usual one.
texts create_fired(const schema_object& fired, const std::string& word) {
  texts statements = {without_semicolon(fired.attributes["definition"])};
  if (fired.attributes.has("enabled")) {
    statements.push_back("ALTER TABLE ONLY " + parent_name(fired.key) + " " +
                         fired.attributes["enabled"] + " " + word + " " +
                         quote_identifier(fired.key.name));
  }
  return statements;
}

std::string create_policy(const schema_object& policy) {
  const attributes& a = policy.attributes;
  std::string text =
      "CREATE POLICY " + quote_identifier(policy.key.name) + " ON " + parent_name(policy.key);
  if (a.has("restrictive")) text += " AS RESTRICTIVE";
  if (a.has("command")) text += " FOR " + a["command"];
  if (a.has("roles")) text += " TO " + a["roles"];
  if (a.has("using")) text += " USING (" + a["using"] + ")";
  if (a.has("with_check")) text += " WITH CHECK (" + a["with_check"] + ")";
  return text;
}

texts create_event_trigger(const schema_object& trigger) {
  const attributes& a = trigger.attributes;
  std::string text = "CREATE EVENT TRIGGER " + sql_name(trigger.key) + " ON " + a["event"];
  if (a.has("tags")) text += "\n    WHEN TAG IN (" + a["tags"] + ")";
  texts statements = {text + "\n    EXECUTE FUNCTION " + a["function"] + "()"};
  if (a.has("enabled")) {
    statements.push_back("ALTER EVENT TRIGGER " + sql_name(trigger.key) + " " + a["enabled"]);
  }
  return statements;
}

std::string create_publication(const schema_object& publication) {
  const attributes& a = publication.attributes;
  std::string text = "CREATE PUBLICATION " + sql_name(publication.key);
  if (a.has("all_tables")) text += " FOR ALL TABLES";
  if (a.has("members")) text += " FOR " + a["members"];
  texts options;
  if (a.has("publish")) options.push_back("publish = " + string_literal(a["publish"]));
  if (a.has("via_root")) options.emplace_back("publish_via_partition_root = true");
  if (!options.empty()) text += " WITH (" + join(options, ", ") + ")";
  return text;
}

std::string default_privileges_head(const object_key& key) {
  std::string head = "ALTER DEFAULT PRIVILEGES FOR ROLE " + quote_identifier(key.name) + " ";
  if (!key.schema.empty()) head += "IN SCHEMA " + quote_identifier(key.schema) + " ";
  return head;
}

texts create_default_privileges(const schema_object& privileges) {
  const std::string head = default_privileges_head(privileges.key);
  const std::string& what = privileges.key.signature;
  texts statements;
  for (const std::string& role : roles_without(privileges.attributes["revoked"])) {
    statements.push_back(head + "REVOKE ALL ON " + what + " FROM " + role);
  }
  for (const std::string& each : grant_changes("", privileges.attributes["grants"], what)) {
    statements.push_back(head + each);
  }
  return statements;
}

std::string add_constraint(const schema_object& constraint) {
  const bool of_domain = constraint.key.kind == object_kind::domain_constraint;
  return std::string(of_domain ? "ALTER DOMAIN " : "ALTER TABLE ") + parent_name(constraint.key) +
         " ADD CONSTRAINT " + quote_identifier(constraint.key.name) + " " +
         constraint.attributes["definition"];
}

std::string set_default(const schema_object& value) {
  return "ALTER TABLE ONLY " + parent_name(value.key) + " ALTER COLUMN " +
         quote_identifier(value.key.name) + " SET DEFAULT " + value.attributes["expression"];
}

std::string create_replica_identity(const schema_object& identity) {
  const attributes& a = identity.attributes;
  return "ALTER TABLE ONLY " + parent_name(identity.key) + " REPLICA IDENTITY " +
         (a.has("index") ? "USING INDEX " + a["index"] : a["identity"]);
}

texts create_statistics(const schema_object& statistics) {
  texts statements = {statistics.attributes["definition"]};
  if (statistics.attributes.has("target")) {
    statements.push_back("ALTER STATISTICS " + sql_name(statistics.key) + " SET STATISTICS " +
                         statistics.attributes["target"]);
  }
  return statements;
}

texts create_schema(const schema_object& schema) {
  texts statements = {"CREATE SCHEMA " + sql_name(schema.key)};
  const bool everybody_may_use =
      schema.key.name == "public" &&
      schema.attributes["revoked"].find("FROM PUBLIC") == std::string::npos;
  if (everybody_may_use) statements.emplace_back("GRANT USAGE ON SCHEMA public TO PUBLIC");
  return statements;
}

std::string create_user_mapping(const schema_object& mapping) {
  return "CREATE USER MAPPING FOR " + mapping.key.name + " SERVER " +
         quote_identifier(mapping.key.parent) + with_options(mapping.attributes);
}

std::string create_extension(const schema_object& extension) {
  std::string text = "CREATE EXTENSION IF NOT EXISTS " + sql_name(extension.key);
  if (extension.attributes.has("schema")) {
    text += " WITH SCHEMA " + quote_identifier(extension.attributes["schema"]);
  }
  return text;
}

}  // namespace

std::vector<std::string> create_object(const schema_object& object) {
  const object_key& key = object.key;
  const attributes& a = object.attributes;
  switch (key.kind) {
    case object_kind::schema:
      return create_schema(object);
    case object_kind::extension:
      return {create_extension(object)};
    case object_kind::foreign_data_wrapper:
      return {create_wrapper(object)};
    case object_kind::foreign_server:
      return {create_server(object)};
    case object_kind::user_mapping:
      return {create_user_mapping(object)};
    case object_kind::collation:
      return {create_collation(object)};
    case object_kind::enum_type:
    case object_kind::range_type:
      return {create_type(object)};
    case object_kind::composite_type:
      return {create_composite(object, {})};
    case object_kind::type_attribute:
      return {add_attribute(object)};
    case object_kind::domain:
      return {create_domain(object, {})};
    case object_kind::domain_constraint:
    case object_kind::constraint:
    case object_kind::foreign_key:
      return {add_constraint(object)};
    case object_kind::function:
    case object_kind::aggregate:
      return {create_routine(object)};
    case object_kind::sql_operator:
      return {create_operator(object)};
    case object_kind::sequence:
      return create_sequence(object);
    case object_kind::table:
    case object_kind::virtual_table:
      return create_table(object, {});
    case object_kind::column:
      return create_column(object, "");
    case object_kind::column_default:
      return {set_default(object)};
    case object_kind::sequence_owner:
      return {"ALTER SEQUENCE " + sql_name(key) + " OWNED BY " + a["column"]};
    case object_kind::view:
    case object_kind::materialized_view:
      return {create_view(object)};
    case object_kind::inheritance:
      return {"ALTER TABLE " + parent_name(key) + " INHERIT " + key.name};
    case object_kind::partition:
      return {"ALTER TABLE ONLY " + a["parent"] + " ATTACH PARTITION " + sql_name(key) + " " +
              a["bound"]};
    case object_kind::index:
      return create_index(object);
    case object_kind::index_partition:
      return {"ALTER INDEX " + a["parent"] + " ATTACH PARTITION " + sql_name(key)};
    case object_kind::replica_identity:
      return {create_replica_identity(object)};
    case object_kind::clustering:
      return {"ALTER TABLE " + parent_name(key) + " CLUSTER ON " + a["index"]};
    case object_kind::statistics:
      return create_statistics(object);
    case object_kind::rule:
      return create_fired(object, "RULE");
    case object_kind::trigger:
      return create_fired(object, "TRIGGER");
    case object_kind::policy:
      return {create_policy(object)};
    case object_kind::event_trigger:
      return create_event_trigger(object);
    case object_kind::publication:
      return {create_publication(object)};
    case object_kind::default_privileges:
      return create_default_privileges(object);
  }
  return {};
}

std::vector<std::string> drop_object(const schema_object& object) {
  const object_key& key = object.key;
  const std::string alter = "ALTER TABLE " + parent_name(key) + " ";
  const std::string name = quote_identifier(key.name);
  switch (key.kind) {
    case object_kind::type_attribute:
      return {"ALTER TYPE " + parent_name(key) + " DROP ATTRIBUTE " + name};
    case object_kind::domain_constraint:
      return {"ALTER DOMAIN " + parent_name(key) + " DROP CONSTRAINT " + name};
    case object_kind::constraint:
    case object_kind::foreign_key:
      return {alter + "DROP CONSTRAINT " + name};
    case object_kind::column:
      return {alter + "DROP COLUMN " + name};
    case object_kind::column_default:
      return {"ALTER TABLE ONLY " + parent_name(key) + " ALTER COLUMN " + name + " DROP DEFAULT"};
    case object_kind::sequence_owner:
      return {"ALTER SEQUENCE " + sql_name(key) + " OWNED BY NONE"};
    case object_kind::inheritance:
      return {alter + "NO INHERIT " + key.name};
    case object_kind::partition:
      return {"ALTER TABLE " + object.attributes["parent"] + " DETACH PARTITION " + sql_name(key)};
    case object_kind::index:
      return {"DROP INDEX " + sql_name({object_kind::index, key.schema, {}, key.name, {}})};
    case object_kind::index_partition:
      return {};
    case object_kind::replica_identity:
      return {"ALTER TABLE ONLY " + parent_name(key) + " REPLICA IDENTITY DEFAULT"};
    case object_kind::clustering:
      return {alter + "SET WITHOUT CLUSTER"};
    case object_kind::user_mapping:
      return {"DROP USER MAPPING FOR " + key.name + " SERVER " + quote_identifier(key.parent)};
    case object_kind::default_privileges: {
      const std::string head = default_privileges_head(key);
      std::vector<std::string> statements;
      for (const std::string& role : roles_in(object.attributes["grants"])) {
        statements.push_back(head + "REVOKE ALL ON " + key.signature + " FROM " + role);
      }
      for (const std::string& role : roles_without(object.attributes["revoked"])) {
        statements.push_back(head + "GRANT ALL ON " + key.signature + " TO " + role);
      }
      return statements;
    }
    default:
      return {"DROP " + target_of(object)};
  }
}

}  // namespace fz::postgresql
