#include "core/database/postgresql/reflection/questions.hpp"
#include "core/sql/quoting.hpp"

namespace fz::postgresql {
namespace {

/// All indexes, also those of constraints. One that is not valid counts as not there, but on a
/// partitioned table, where it only waits for its partitions.
const char* const sql = R"(select i.indexrelid::int8 as _oid, i.indrelid::int8 as _relation,
  n.nspname as _schema, c.relname as _name, con.oid::int8 as _constraint,
  i.indisreplident as _is_identity, i.indisclustered as _is_clustered,
  pg_get_indexdef(i.indexrelid) as definition, ts.spcname as tablespace,
  (select string_agg(a.attnum || ' ' || a.attstattarget, ', ' order by a.attnum)
   from pg_attribute a where a.attrelid = i.indexrelid and a.attstattarget <> -1) as statistics
from pg_index i join pg_class c on c.oid = i.indexrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_tablespace ts on ts.oid = c.reltablespace
left join pg_constraint con on con.conindid = i.indexrelid and con.contype in ('p', 'u', 'x')
where (i.indisvalid or c.relkind = 'I') and )";

/// What one index of a table is chosen for.
void add_choice(catalog& to, address index, std::int64_t number, object_kind kind) {
  const schema_object* chosen = to.find(index);
  if (chosen == nullptr) return;
  const object_key table{object_kind::table, chosen->key.schema, {}, chosen->key.parent, {}};
  schema_object found{child_key(kind, table, {}), {}, {{chosen->key, dependency_kind::carried}}, 0};
  found.attributes.set("index", quote_identifier(chosen->key.name));
  to.add({pg_class, index.oid, number}, std::move(found));
}

void read(const row& r, catalog& to) {
  const schema_object* table = to.find_itself({pg_class, number_of(r, "_relation")});
  if (table == nullptr) return;
  const address where{pg_class, number_of(r, "_oid")};
  if (is_null(r["_constraint"])) {
    to.add(where, object_of(r, child_key(object_kind::index, table->key, text_of(r, "_name"))));
  }
  if (number_of(r, "_is_identity") != 0) {
    add_choice(to, where, -2, object_kind::replica_identity);
  }
  if (number_of(r, "_is_clustered") != 0) add_choice(to, where, -3, object_kind::clustering);
}

/// REPLICA IDENTITY that is not an index.
const char* const other_identities = R"(select c.oid::int8 as _relation,
  case c.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' end as identity
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and c.relreplident in ('f', 'n') and )";

void read_identity(const row& r, catalog& to) {
  const address where{pg_class, number_of(r, "_relation")};
  const schema_object* table = to.find_itself(where);
  if (table == nullptr) return;
  to.add({pg_class, where.oid, -2},
         object_of(r, child_key(object_kind::replica_identity, table->key, {})));
}

}  // namespace

std::vector<question> index_questions() {
  return {{std::string(sql) + user_schema, read},
          {std::string(other_identities) + user_schema, read_identity}};
}

}  // namespace fz::postgresql
