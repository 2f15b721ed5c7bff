#include "core/schema/object_kind.hpp"

namespace fz {

std::string_view to_string(object_kind kind) {
  switch (kind) {
    case object_kind::schema:
      return "schema";
    case object_kind::extension:
      return "extension";
    case object_kind::foreign_data_wrapper:
      return "foreign-data wrapper";
    case object_kind::foreign_server:
      return "foreign server";
    case object_kind::user_mapping:
      return "user mapping";
    case object_kind::collation:
      return "collation";
    case object_kind::enum_type:
      return "enum";
    case object_kind::composite_type:
      return "composite type";
    case object_kind::type_attribute:
      return "attribute";
    case object_kind::range_type:
      return "range type";
    case object_kind::domain:
      return "domain";
    case object_kind::domain_constraint:
      return "domain constraint";
    case object_kind::function:
      return "function";
    case object_kind::aggregate:
      return "aggregate";
    case object_kind::sql_operator:
      return "operator";
    case object_kind::sequence:
      return "sequence";
    case object_kind::table:
      return "table";
    case object_kind::virtual_table:
      return "virtual table";
    case object_kind::column:
      return "column";
    case object_kind::column_default:
      return "default";
    case object_kind::sequence_owner:
      return "sequence owner";
    case object_kind::view:
      return "view";
    case object_kind::materialized_view:
      return "materialized view";
    case object_kind::inheritance:
      return "inheritance";
    case object_kind::partition:
      return "partition";
    case object_kind::constraint:
      return "constraint";
    case object_kind::index:
      return "index";
    case object_kind::index_partition:
      return "index partition";
    case object_kind::replica_identity:
      return "replica identity";
    case object_kind::clustering:
      return "clustering";
    case object_kind::foreign_key:
      return "foreign key";
    case object_kind::statistics:
      return "statistics";
    case object_kind::rule:
      return "rule";
    case object_kind::trigger:
      return "trigger";
    case object_kind::policy:
      return "policy";
    case object_kind::event_trigger:
      return "event trigger";
    case object_kind::publication:
      return "publication";
    case object_kind::default_privileges:
      return "default privileges";
  }
  return "object";
}

}  // namespace fz
