#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

const char* const sql = R"(select classoid::int8 as _table, objoid::int8 as _oid,
  objsubid as _sub, description as _comment from pg_description
where (objoid >= 16384 or classoid = 'pg_namespace'::regclass) and
  not (classoid = 'pg_namespace'::regclass and description = 'standard public schema'))";

/// The comment of an index that belongs to a constraint stays with the constraint's; both exist.
void read(const row& r, catalog& to) {
  const address where{number_of(r, "_table"), number_of(r, "_oid"), number_of(r, "_sub")};
  if (schema_object* found = to.find_itself(where)) {
    found->attributes.set("comment", text_of(r, "_comment"));
    return;
  }
  schema_object* whole = to.find(where);
  if (whole == nullptr || where.sub != 0) return;
  const bool is_index = where.table == pg_class && whole->key.kind == object_kind::constraint;
  const bool is_type = where.table == pg_type || where.table == pg_class;
  if (is_index) {
    whole->attributes.set("index_comment", text_of(r, "_comment"));
  } else if (is_type && whole->key.kind == object_kind::composite_type) {
    whole->attributes.set("comment", text_of(r, "_comment"));
  }
}

}  // namespace

std::vector<question> comment_questions() { return {{sql, read}}; }

}  // namespace fz::postgresql
