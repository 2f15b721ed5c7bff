#include "core/autogenerate/postgresql/created_parts.hpp"

#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/heirs.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"
#include "core/autogenerate/postgresql/tables.hpp"
#include "core/autogenerate/postgresql/types.hpp"
#include "core/sql/quoting.hpp"

#include <algorithm>
#include <string_view>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

bool contains(const std::vector<object_key>& keys, const object_key& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// A typed table gets the column from its type, a view from its query; neither says this.
texts after_given_column(const schema_object& column) {
  texts statements = after_column(column);
  if (column.attributes.has("compression")) {
    statements.push_back("ALTER TABLE ONLY " + parent_name(column.key) + " ALTER COLUMN " +
                         quote_identifier(column.key.name) + " SET COMPRESSION " +
                         column.attributes["compression"]);
  }
  if (column.attributes.has("not_null")) {
    statements.push_back("ALTER TABLE " + parent_name(column.key) + " ALTER COLUMN " +
                         quote_identifier(column.key.name) + " SET NOT NULL");
  }
  return statements;
}

/// Keys of a partitioned table are made for it alone: its partitions have theirs.
texts create_constraint(const schema_object& constraint, const database_schema& to) {
  texts statements = create_object(constraint);
  const schema_object* table = parent_of(constraint.key, to);
  const bool is_check = constraint.attributes["definition"].starts_with("CHECK");
  const bool is_partitioned = table != nullptr && table->attributes.has("partition_key");
  if (is_partitioned && !is_check) {
    constexpr std::string_view head = "ALTER TABLE ";
    statements.front().replace(0, head.size(), "ALTER TABLE ONLY ");
  }
  return statements;
}

/// Some of an object's children in a schema.
class child_parts {
 public:
  child_parts(const schema_object& object, const std::vector<object_key>& parts,
              const database_schema& to)
      : object_(object), parts_(parts), to_(to) {}

  std::vector<const schema_object*> of(object_kind kind) const {
    std::vector<const schema_object*> found;
    for (const schema_object* each : to_.children(kind, object_.key.schema, object_.key.name)) {
      if (contains(parts_, each->key)) found.push_back(each);
    }
    return found;
  }

  table_parts of_table() const {
    table_parts found;
    found.columns = of(object_kind::column);
    found.defaults = of(object_kind::column_default);
    found.constraints = of(object_kind::constraint);
    found.parents = of(object_kind::inheritance);
    const auto comes_from_parent = [](const schema_object* each) {
      return each->attributes.has("inherited");
    };
    for (const schema_object* column : found.columns) {
      if (lacks_default_of_parent(*column, found)) found.without_default.push_back(column);
    }
    if (!found.parents.empty()) std::erase_if(found.columns, comes_from_parent);
    for (const schema_object* column : found.columns) {
      if (is_generated_by_parent(*column, found)) {
        found.generated_by_parents.push_back(column->key.name);
      }
    }
    return found;
  }

 private:
  /// The objects of the kind and name that the parents of a new table have.
  std::vector<const schema_object*> of_parents(object_kind kind, const std::string& name,
                                               const table_parts& parts) const {
    std::vector<const schema_object*> found;
    for (const schema_object* link : parts.parents) {
      const object_key* parent = heirs::followed_by(*link);
      if (parent == nullptr) continue;
      const schema_object* same = to_.find({kind, parent->schema, parent->name, name, {}});
      if (same != nullptr) found.push_back(same);
    }
    return found;
  }

  bool lacks_default_of_parent(const schema_object& column, const table_parts& parts) const {
    const object_key& key = column.key;
    const object_key own{object_kind::column_default, key.schema, key.parent, key.name, {}};
    return to_.find(own) == nullptr &&
           !of_parents(object_kind::column_default, key.name, parts).empty();
  }

  bool is_generated_by_parent(const schema_object& column, const table_parts& parts) const {
    const auto columns = of_parents(object_kind::column, column.key.name, parts);
    return std::any_of(columns.begin(), columns.end(), [](const schema_object* each) {
      return each->attributes.has("generated") || each->attributes.has("generated_virtual");
    });
  }

  const schema_object& object_;
  const std::vector<object_key>& parts_;
  const database_schema& to_;
};

}  // namespace

texts create_with_parts(const schema_object& object, const std::vector<object_key>& parts,
                        const database_schema& to) {
  const child_parts children(object, parts, to);
  switch (object.key.kind) {
    case object_kind::table:
      return create_table(object, children.of_table());
    case object_kind::composite_type:
      return {create_composite(object, children.of(object_kind::type_attribute))};
    case object_kind::domain:
      return {create_domain(object, children.of(object_kind::domain_constraint))};
    case object_kind::column:
      if (is_of_view_or_type(object, to)) return after_given_column(object);
      return create_column(object, default_in(object, parts, to));
    case object_kind::constraint:
      return create_constraint(object, to);
    default:
      return create_object(object);
  }
}

std::string default_in(const schema_object& column, const std::vector<object_key>& parts,
                       const database_schema& to) {
  object_key key = column.key;
  key.kind = object_kind::column_default;
  return contains(parts, key) ? to.find(key)->attributes["expression"] : "";
}

bool is_of_view_or_type(const schema_object& column, const database_schema& in) {
  if (column.key.kind != object_kind::column) return false;
  const schema_object* parent = parent_of(column.key, in);
  return parent != nullptr &&
         (parent->key.kind != object_kind::table || parent->attributes.has("of_type"));
}

}  // namespace fz::postgresql
