#include "core/autogenerate/postgresql/online_forms.hpp"

#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"
#include "core/sql/quoting.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace fz::postgresql {
namespace {

using forms = std::vector<online_statement>;

planned_statement with_sql(const planned_statement& s, std::string sql, bool can_fail) {
  planned_statement other = s;
  other.sql = std::move(sql);
  other.can_fail_on_rows = can_fail;
  return other;
}

const schema_object* table_of(const object_key& key, const database_schema& in) {
  return in.find({object_kind::table, key.schema, {}, key.parent, {}});
}

bool is_partitioned(const object_key& key, const database_schema& in) {
  const schema_object* table = table_of(key, in);
  return table != nullptr && table->attributes.has("partition_key");
}

/// True for an index that comes and goes with that of a partitioned table.
bool is_of_partition(const object_key& index, const database_schema& in) {
  object_key link = index;
  link.kind = object_kind::index_partition;
  return in.find(link) != nullptr;
}

std::string after(std::string_view head, std::string_view sql) {
  return std::string(sql.substr(head.size()));
}

forms index_form(const planned_statement& s, const database_schema& from,
                 const database_schema& to) {
  for (const auto& [head, in] :
       {std::pair<std::string_view, const database_schema*>{"CREATE INDEX ", &to},
        {"CREATE UNIQUE INDEX ", &to},
        {"DROP INDEX ", &from}}) {
    if (!s.sql.starts_with(head)) continue;
    if (is_partitioned(s.object, *in) || is_of_partition(s.object, *in)) break;
    if (s.sql.ends_with(" CASCADE")) break;
    std::string sql = std::string(head) + "CONCURRENTLY " + after(head, s.sql);
    return {{with_sql(s, std::move(sql), s.can_fail_on_rows), true}};
  }
  return {{s}};
}

/// A check or a foreign key.
forms validated_form(const planned_statement& s) {
  if (s.sql.ends_with(" NOT VALID")) return {{s}};
  online_statement added{with_sql(s, s.sql + " NOT VALID", false)};
  online_statement validated{with_sql(s, validate_constraint(s.object), true), false, true, true};
  return {std::move(added), std::move(validated)};
}

/// The columns of a key that an index can stand for, and what comes after them; nothing if there is
/// more to the key.
std::optional<std::pair<std::string, std::string>> key_columns(std::string_view definition,
                                                               std::string_view word) {
  const std::string head = std::string(word) + " (";
  if (!definition.starts_with(head)) return std::nullopt;
  const std::size_t end = definition.find(')');
  const std::string_view columns = definition.substr(head.size(), end - head.size());
  const std::string_view rest = end == std::string_view::npos ? "?" : definition.substr(end + 1);
  const bool is_quoted = columns.find('"') != std::string_view::npos;
  const bool is_plain = rest.empty() || rest.starts_with(" DEFERRABLE");
  if (is_quoted || !is_plain) return std::nullopt;
  return std::pair{std::string(columns), std::string(rest)};
}

/// A key: the index first, then the key by that index.
forms key_form(const planned_statement& s, const schema_object& key) {
  for (const char* word : {"UNIQUE", "PRIMARY KEY"}) {
    const auto columns = key_columns(key.attributes["definition"], word);
    if (!columns) continue;
    const std::string name = quote_identifier(key.key.name);
    online_statement built{with_sql(s,
                                    "CREATE UNIQUE INDEX CONCURRENTLY " + name + " ON " +
                                        parent_name(key.key) + " (" + columns->first + ")",
                                    true),
                           true};
    // It needs the columns, which are there, but not what else becomes of them.
    built.statement.object.kind = object_kind::index;
    online_statement added{with_sql(s,
                                    "ALTER TABLE " + parent_name(key.key) + " ADD CONSTRAINT " +
                                        name + " " + word + " USING INDEX " + name +
                                        columns->second,
                                    false)};
    return {std::move(built), std::move(added)};
  }
  return {{s}};
}

forms constraint_form(const planned_statement& s, const database_schema& to) {
  const schema_object* constraint = to.find(s.object);
  const bool is_added =
      constraint != nullptr && s.sql.find(" ADD CONSTRAINT ") != std::string::npos;
  if (!is_added) return {{s}};
  if (constraint->attributes["definition"].starts_with("CHECK ")) return validated_form(s);
  if (is_partitioned(s.object, to)) return {{s}};
  if (s.object.kind == object_kind::foreign_key) return validated_form(s);
  return key_form(s, *constraint);
}

/// The rows are read behind a CHECK, so that SET NOT NULL need not read them.
forms not_null_form(const planned_statement& s) {
  const std::string column = quote_identifier(s.object.name);
  object_key check = s.object;
  check.kind = object_kind::constraint;
  check.name = "fz_not_null_" + s.object.name;
  const std::string alter = "ALTER TABLE " + parent_name(s.object) + " ";
  const std::string name = quote_identifier(check.name);
  online_statement added{with_sql(
      s, alter + "ADD CONSTRAINT " + name + " CHECK (" + column + " IS NOT NULL) NOT VALID",
      false)};
  online_statement validated{with_sql(s, validate_constraint(check), true), false, true, true};
  online_statement set{with_sql(s, s.sql, false)};
  online_statement dropped{with_sql(s, alter + "DROP CONSTRAINT " + name, false)};
  return {std::move(added), std::move(validated), std::move(set), std::move(dropped)};
}

}  // namespace

std::vector<online_statement> online_form(const planned_statement& s, const database_schema& from,
                                          const database_schema& to) {
  if (!s.on_existing_table) return {{s}};
  switch (s.object.kind) {
    case object_kind::index:
      return index_form(s, from, to);
    case object_kind::constraint:
    case object_kind::foreign_key:
      return constraint_form(s, to);
    case object_kind::column:
      if (s.sql.ends_with(" SET NOT NULL")) return not_null_form(s);
      return {{s}};
    default:
      return {{s}};
  }
}

}  // namespace fz::postgresql
