#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// `definition` is complete: what pg_get_constraintdef() leaves out of keys, the options of their
/// index, is put where the grammar wants it. Those of a partition that came from its parent are
/// `inherited`; CHECKs that came by INHERITS are left out.
const char* const table_constraints = R"(select con.oid::int8 as _oid, con.conname as _name,
  con.contype::text as _type, con.conrelid::int8 as _relation, con.conindid::int8 as _index,
  case when con.contype in ('p', 'u') then
    regexp_replace(pg_get_constraintdef(con.oid), '( DEFERRABLE)?( INITIALLY DEFERRED)?$', '') ||
    coalesce(' WITH (' || (select string_agg(quote_ident(option_name) || '=' ||
      quote_literal(option_value), ', ')
      from pg_options_to_table(i.reloptions)) || ')', '') ||
    coalesce(' USING INDEX TABLESPACE ' || quote_ident(ts.spcname), '') ||
    case when con.condeferrable then ' DEFERRABLE' else '' end ||
    case when con.condeferred then ' INITIALLY DEFERRED' else '' end
  else pg_get_constraintdef(con.oid) end as definition,
  case when con.conparentid <> 0 or not con.conislocal then 'yes' end as inherited,
  con.conparentid::int8 as _parent_oid
from pg_constraint con join pg_class c on c.oid = con.conrelid
join pg_namespace n on n.oid = c.relnamespace left join pg_class i on i.oid = con.conindid
left join pg_tablespace ts on ts.oid = i.reltablespace and con.contype in ('p', 'u', 'x')
where con.contype in ('p', 'u', 'x', 'c', 'f') and (con.conislocal or con.conparentid <> 0
  or c.relispartition) and )";

/// A foreign key that a partition has from its parent is named like the parent's: which name the
/// server gave it depends on what was there first.
std::string name_of(const row& r, const schema_object* origin, const object_key& table,
                    const catalog& in) {
  std::string own = text_of(r, "_name");
  if (origin == nullptr || origin->key.name == own) return own;
  const std::string& parents = origin->key.name;
  return in.contains(child_key(object_kind::foreign_key, table, parents)) ? own : parents;
}

/// The constraints that a foreign key to a partitioned table makes for each partition are the
/// server's own.
void read_constraint(const row& r, catalog& to) {
  const std::string type = text_of(r, "_type");
  const address where{pg_constraint, number_of(r, "_oid")};
  const address parent{pg_constraint, number_of(r, "_parent_oid")};
  const schema_object* table = to.find_itself({pg_class, number_of(r, "_relation")});
  if (table == nullptr) return;
  const schema_object* origin = type == "f" ? to.find(parent) : nullptr;
  if (type == "f") {
    if (origin != nullptr && origin->key.schema == table->key.schema &&
        origin->key.parent == table->key.name) {
      to.alias(where, parent);
      return;
    }
  }
  const auto kind = type == "f" ? object_kind::foreign_key : object_kind::constraint;
  const std::string name = name_of(r, origin, table->key, to);
  to.add(where, object_of(r, child_key(kind, table->key, name)));
  const bool has_index = type == "p" || type == "u" || type == "x";
  if (has_index) to.alias({pg_class, number_of(r, "_index")}, where);
}

const char* const domain_constraints = R"(select con.oid::int8 as _oid, con.conname as _name,
  con.contypid::int8 as _type, pg_get_constraintdef(con.oid) as definition
from pg_constraint con join pg_type t on t.oid = con.contypid
join pg_namespace n on n.oid = t.typnamespace where con.contype = 'c' and )";

void read_domain_constraint(const row& r, catalog& to) {
  const schema_object* domain = to.find_itself({pg_type, number_of(r, "_type")});
  if (domain == nullptr) return;
  to.add({pg_constraint, number_of(r, "_oid")},
         object_of(r, child_key(object_kind::domain_constraint, domain->key, text_of(r, "_name"))));
}

}  // namespace

std::vector<question> constraint_questions() {
  return {{std::string(table_constraints) + user_schema + " order by con.conparentid, con.oid",
           read_constraint},
          {std::string(domain_constraints) + user_schema, read_domain_constraint}};
}

}  // namespace fz::postgresql
