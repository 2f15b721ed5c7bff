#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// What a view uses is kept with its rule: that is mapped to the view. Partitions and memberships
/// are read elsewhere.
const char* const sql = R"(select distinct
  case when r.rulename = '_RETURN' then 'pg_class'::regclass else d.classid end::int8 as _table,
  case when r.rulename = '_RETURN' then r.ev_class else d.objid end::int8 as _oid,
  case when r.rulename = '_RETURN' then 0 else d.objsubid end as _sub,
  d.refclassid::int8 as _on_table, d.refobjid::int8 as _on_oid, d.refobjsubid as _on_sub,
  d.deptype::text as _kind
from pg_depend d left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
where d.objid >= 16384 and d.deptype in ('n', 'a', 'i', 'x')
  and not (d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass
           and d.refobjid = r.ev_class)
  and (d.refclassid <> 'pg_namespace'::regclass or d.classid = 'pg_extension'::regclass))";

/// A sequence that a column owns is made before it: sequence_owner has that dependency.
bool is_ownership(const schema_object& object, const schema_object& on) {
  return object.key.kind == object_kind::sequence &&
         (on.key.kind == object_kind::column || on.key.kind == object_kind::table);
}

/// Partitions and children by INHERITS: objects of their own have that dependency.
bool is_descent(const schema_object& object, const schema_object& on) {
  return object.key.kind == object_kind::table && on.key.kind == object_kind::table;
}

void read(const row& r, catalog& to) {
  const address from{number_of(r, "_table"), number_of(r, "_oid"), number_of(r, "_sub")};
  const address on{number_of(r, "_on_table"), number_of(r, "_on_oid"), number_of(r, "_on_sub")};
  const schema_object* object = to.find(from);
  const schema_object* other = to.find(on);
  if (object == nullptr || other == nullptr || is_ownership(*object, *other) ||
      is_descent(*object, *other)) {
    return;
  }
  to.depend(from, on,
            text_of(r, "_kind") == "a" ? dependency_kind::carried : dependency_kind::normal);
}

}  // namespace

std::vector<question> dependency_questions() { return {{sql, read}}; }

}  // namespace fz::postgresql
