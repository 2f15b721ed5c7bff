#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/lists.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"
#include "core/autogenerate/postgresql/routines.hpp"
#include "core/autogenerate/postgresql/sequences.hpp"
#include "core/autogenerate/postgresql/tables.hpp"
#include "core/autogenerate/postgresql/types.hpp"
#include "core/autogenerate/postgresql/views.hpp"
#include "core/sql/quoting.hpp"

#include <string_view>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

/// True if the two differ in an attribute other than `these` and those that every kind has.
bool differ_beside(const schema_object& from, const schema_object& to,
                   std::initializer_list<std::string_view> these) {
  attributes a = from.attributes;
  attributes b = to.attributes;
  for (attributes* each : {&a, &b}) {
    for (const char* name : {"comment", "index_comment", "grants", "revoked", "inherited"}) {
      each->set(name, "");
    }
    for (const std::string_view name : these) each->set(name, "");
  }
  return a != b;
}

std::string without_not_valid(std::string definition) {
  constexpr std::string_view words = " NOT VALID";
  if (definition.ends_with(words)) definition.resize(definition.size() - words.size());
  return definition;
}

/// A constraint can be validated; back it must be made anew.
bool is_only_validated(const schema_object& from, const schema_object& to) {
  const std::string& a = from.attributes["definition"];
  const std::string& b = to.attributes["definition"];
  return a == b || (without_not_valid(a) == b);
}

/// ALTER POLICY changes expressions and roles, but takes no expression away.
bool needs_new_policy(const schema_object& from, const schema_object& to) {
  for (const char* name : {"using", "with_check"}) {
    if (from.attributes.has(name) && !to.attributes.has(name)) return true;
  }
  return differ_beside(from, to, {"roles", "using", "with_check"});
}

texts alter_policy(const schema_object& from, const schema_object& to) {
  const attributes& b = to.attributes;
  std::string changes;
  if (from.attributes["roles"] != b["roles"]) {
    changes += " TO " + (b.has("roles") ? b["roles"] : std::string("PUBLIC"));
  }
  if (from.attributes["using"] != b["using"]) changes += " USING (" + b["using"] + ")";
  if (from.attributes["with_check"] != b["with_check"]) {
    changes += " WITH CHECK (" + b["with_check"] + ")";
  }
  if (changes.empty()) return {};
  return {"ALTER POLICY " + quote_identifier(to.key.name) + " ON " + parent_name(to.key) + changes};
}

texts alter_fired(const schema_object& from, const schema_object& to, const std::string& head,
                  const std::string& tail) {
  if (from.attributes["enabled"] == to.attributes["enabled"]) return {};
  const std::string& enabled = to.attributes["enabled"];
  return {head + (enabled.empty() ? "ENABLE" : enabled) + tail};
}

texts alter_index(const schema_object& from, const schema_object& to) {
  const object_key key{object_kind::index, to.key.schema, {}, to.key.name, {}};
  const std::string alter = "ALTER INDEX " + sql_name(key) + " ";
  texts statements;
  const std::string& tablespace = to.attributes["tablespace"];
  if (from.attributes["tablespace"] != tablespace) {
    statements.push_back(
        alter + "SET TABLESPACE " +
        (tablespace.empty() ? std::string("pg_default") : quote_identifier(tablespace)));
  }
  if (from.attributes["statistics"] == to.attributes["statistics"]) return statements;
  for (const std::string& each : split_list(from.attributes["statistics"])) {
    statements.push_back(alter + "ALTER COLUMN " + each.substr(0, each.find(' ')) +
                         " SET STATISTICS -1");
  }
  for (const std::string& each : split_list(to.attributes["statistics"])) {
    const std::size_t blank = each.find(' ');
    statements.push_back(alter + "ALTER COLUMN " + each.substr(0, blank) + " SET STATISTICS " +
                         each.substr(blank + 1));
  }
  return statements;
}

texts alter_publication(const schema_object& from, const schema_object& to) {
  const std::string alter = "ALTER PUBLICATION " + sql_name(to.key) + " ";
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  texts statements;
  if (a["members"] != b["members"]) {
    statements.push_back(alter +
                         (b.has("members") ? "SET " + b["members"] : "DROP " + a["members"]));
  }
  if (a["publish"] != b["publish"]) {
    statements.push_back(
        alter + "SET (publish = " +
        string_literal(b.has("publish") ? b["publish"] : "insert, update, delete, truncate") + ")");
  }
  if (a["via_root"] != b["via_root"]) {
    statements.push_back(alter + "SET (publish_via_partition_root = " +
                         (b.has("via_root") ? "true" : "false") + ")");
  }
  return statements;
}

texts alter_foreign(const schema_object& from, const schema_object& to, const std::string& target) {
  texts statements;
  const attributes& a = from.attributes;
  const attributes& b = to.attributes;
  if (a["version"] != b["version"]) {
    statements.push_back("ALTER " + target + " VERSION " +
                         (b.has("version") ? b["version"] : std::string("NULL")));
  }
  for (const auto& [name, word] : {std::pair{"handler", "HANDLER"}, {"validator", "VALIDATOR"}}) {
    if (a[name] == b[name]) continue;
    statements.push_back(
        "ALTER " + target + " " +
        (b.has(name) ? std::string(word) + " " + b[name] : "NO " + std::string(word)));
  }
  if (a["options"] != b["options"]) {
    statements.push_back("ALTER " + target + " OPTIONS (" +
                         foreign_option_changes(a["options"], b["options"]) + ")");
  }
  return statements;
}

texts alter_statistics(const schema_object& from, const schema_object& to) {
  const std::string& target = to.attributes["target"];
  if (from.attributes["target"] == target) return {};
  return {"ALTER STATISTICS " + sql_name(to.key) + " SET STATISTICS " +
          (target.empty() ? "-1" : target)};
}

texts drop_and_create(const schema_object& from, const schema_object& to) {
  texts statements = drop_object(from);
  for (std::string& each : create_object(to)) statements.push_back(std::move(each));
  return statements;
}

way alter_or_anew(bool anew) { return anew ? way::anew : way::alter; }

}  // namespace

way way_between(const schema_object& from, const schema_object& to) {
  switch (to.key.kind) {
    case object_kind::enum_type:
    case object_kind::composite_type:
    case object_kind::range_type:
    case object_kind::domain:
    case object_kind::collation:
    case object_kind::type_attribute:
      return needs_replacement(from, to) ? way::replace : way::alter;
    case object_kind::function:
    case object_kind::aggregate:
      return alter_or_anew(needs_new_routine(from, to));
    case object_kind::sql_operator:
      return alter_or_anew(differ_beside(from, to, {"restrict", "join"}));
    case object_kind::table:
      return alter_or_anew(needs_new_table(from, to));
    case object_kind::column:
      return alter_or_anew(needs_new_column(from, to));
    case object_kind::view:
    case object_kind::materialized_view:
      return alter_or_anew(needs_new_view(from, to));
    case object_kind::constraint:
    case object_kind::foreign_key:
    case object_kind::domain_constraint:
      return alter_or_anew(!is_only_validated(from, to));
    case object_kind::policy:
      return alter_or_anew(needs_new_policy(from, to));
    case object_kind::trigger:
    case object_kind::rule:
      return alter_or_anew(differ_beside(from, to, {"enabled"}));
    case object_kind::event_trigger:
      return alter_or_anew(differ_beside(from, to, {"enabled"}));
    case object_kind::index:
      return alter_or_anew(differ_beside(from, to, {"tablespace", "statistics"}));
    case object_kind::statistics:
      return alter_or_anew(differ_beside(from, to, {"target"}));
    case object_kind::publication:
      return alter_or_anew(differ_beside(from, to, {"members", "publish", "via_root"}));
    case object_kind::foreign_data_wrapper:
      return alter_or_anew(differ_beside(from, to, {"handler", "validator", "options"}));
    case object_kind::foreign_server:
      return alter_or_anew(differ_beside(from, to, {"version", "options"}));
    case object_kind::user_mapping:
      return alter_or_anew(differ_beside(from, to, {"options"}));
    case object_kind::partition:
    case object_kind::index_partition:
    case object_kind::sequence_owner:
      return alter_or_anew(differ_beside(from, to, {}));
    default:
      return way::alter;
  }
}

std::string validate_constraint(const object_key& key) {
  const bool of_domain = key.kind == object_kind::domain_constraint;
  return (of_domain ? "ALTER DOMAIN " : "ALTER TABLE ") + parent_name(key) +
         " VALIDATE CONSTRAINT " + quote_identifier(key.name);
}

std::vector<std::string> set_trigger_state(const schema_object& trigger) {
  const std::string& enabled = trigger.attributes["enabled"];
  return {"ALTER TABLE ONLY " + parent_name(trigger.key) + " " +
          (enabled.empty() ? "ENABLE" : enabled) + " TRIGGER " +
          quote_identifier(trigger.key.name)};
}

std::vector<std::string> alter_object(const schema_object& from, const schema_object& to) {
  const object_key& key = to.key;
  switch (key.kind) {
    case object_kind::extension:
      if (!differ_beside(from, to, {})) return {};
      return {"ALTER EXTENSION " + sql_name(key) + " SET SCHEMA " +
              (to.attributes.has("schema") ? quote_identifier(to.attributes["schema"])
                                           : std::string("public"))};
    case object_kind::enum_type:
    case object_kind::domain:
      return alter_type(from, to);
    case object_kind::function:
      if (!differ_beside(from, to, {})) return {};
      return create_object(to);
    case object_kind::sql_operator:
      return alter_operator(from, to);
    case object_kind::sequence:
      return alter_sequence(from, to);
    case object_kind::table:
      return alter_table(from, to);
    case object_kind::column_default:
      return create_object(to);
    case object_kind::view:
    case object_kind::materialized_view:
      return alter_view(from, to);
    case object_kind::constraint:
    case object_kind::foreign_key:
    case object_kind::domain_constraint:
      if (!differ_beside(from, to, {})) return {};
      return {validate_constraint(key)};
    case object_kind::policy:
      return alter_policy(from, to);
    case object_kind::trigger:
      if (from.attributes["enabled"] == to.attributes["enabled"]) return {};
      return set_trigger_state(to);
    case object_kind::rule:
      return alter_fired(from, to, "ALTER TABLE " + parent_name(key) + " ",
                         " RULE " + quote_identifier(key.name));
    case object_kind::event_trigger:
      return alter_fired(from, to, "ALTER EVENT TRIGGER " + sql_name(key) + " ", "");
    case object_kind::index:
      return alter_index(from, to);
    case object_kind::statistics:
      return alter_statistics(from, to);
    case object_kind::publication:
      return alter_publication(from, to);
    case object_kind::foreign_data_wrapper:
    case object_kind::foreign_server:
      return alter_foreign(from, to, target_of(to));
    case object_kind::user_mapping:
      return alter_foreign(
          from, to, "USER MAPPING FOR " + key.name + " SERVER " + quote_identifier(key.parent));
    case object_kind::replica_identity:
    case object_kind::clustering:
      return create_object(to);
    case object_kind::default_privileges:
      return drop_and_create(from, to);
    default:
      return {};
  }
}

}  // namespace fz::postgresql
