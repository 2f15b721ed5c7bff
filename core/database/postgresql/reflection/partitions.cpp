#include "core/database/postgresql/reflection/questions.hpp"

#include <cstddef>

namespace fz::postgresql {
namespace {

const char* const sql = R"(select i.inhrelid::int8 as _child, i.inhparent::int8 as _parent,
  i.inhseqno as _number, c.relkind::text as _kind, c.relispartition as _is_partition,
  pg_get_expr(c.relpartbound, c.oid) as bound, n.nspname as _schema, c.relname as _name
from pg_inherits i join pg_class c on c.oid = i.inhrelid
join pg_namespace n on n.oid = c.relnamespace where )";

void read(const row& r, catalog& to) {
  const address child_at{pg_class, number_of(r, "_child")};
  const schema_object* child = to.find(child_at);
  const schema_object* parent = to.find({pg_class, number_of(r, "_parent")});
  if (child == nullptr || parent == nullptr) return;
  const std::string kind = text_of(r, "_kind");
  const bool is_index = kind == "i" || kind == "I";
  const bool is_partition = number_of(r, "_is_partition") != 0;
  // The index of a constraint goes by the name of the constraint, its schema is its table's.
  object_key key{is_index       ? object_kind::index_partition
                 : is_partition ? object_kind::partition
                                : object_kind::inheritance,
                 child->key.schema,
                 {},
                 child->key.name,
                 {}};
  if (is_index) key.parent = child->key.parent;
  if (!is_index && !is_partition) {
    key = child_key(object_kind::inheritance, child->key, qualified_name(parent->key));
  }
  schema_object found = object_of(r, key);
  found.position = static_cast<std::size_t>(number_of(r, "_number"));
  found.depends_on = {{child->key, dependency_kind::carried},
                      {parent->key, dependency_kind::normal}};
  const object_key whole =
      is_index ? object_key{object_kind::index, parent->key.schema, {}, parent->key.name, {}}
               : parent->key;
  if (key.kind != object_kind::inheritance) {
    found.attributes.set("parent", qualified_name(whole));
  }
  to.add({pg_class, child_at.oid, -10 - number_of(r, "_number")}, std::move(found));
}

}  // namespace

std::vector<question> partition_questions() {
  return {{std::string(sql) + user_schema + " order by i.inhrelid, i.inhseqno", read}};
}

}  // namespace fz::postgresql
