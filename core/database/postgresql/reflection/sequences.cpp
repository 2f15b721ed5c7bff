#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"
#include "core/sql/quoting.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <string>

namespace fz::postgresql {
namespace {

/// Those of identity columns have `_owner_kind` i, those that are OWNED BY a column a.
const char* const sql = R"(select c.oid::int8 as _oid, n.nspname as _schema, c.relname as _name,
  c.relacl::text as _acl, pg_get_userbyid(c.relowner) as _owner,
  case c.relpersistence when 'u' then 'yes' end as unlogged, format_type(s.seqtypid, null) as _type,
  s.seqstart as _start, s.seqincrement as _increment, s.seqmax as _max, s.seqmin as _min,
  s.seqcache as _cache, s.seqcycle as _cycle, d.refobjid::int8 as _table, d.refobjsubid as _column,
  case when c.relpersistence <> o.relpersistence then
    case c.relpersistence when 'u' then 'UNLOGGED' else 'LOGGED' end end as _logging,
  d.deptype::text as _owner_kind, o.relname as _table_name, o_n.nspname as _table_schema,
  (select a.attname from pg_attribute a where a.attrelid = d.refobjid and a.attnum = d.refobjsubid)
    as _column_name
from pg_sequence s join pg_class c on c.oid = s.seqrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
  and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
left join pg_class o on o.oid = d.refobjid left join pg_namespace o_n on o_n.oid = o.relnamespace
where c.relpersistence <> 't' and )";

std::int64_t largest(const std::string& type) {
  if (type == "smallint") return std::numeric_limits<std::int16_t>::max();
  if (type == "integer") return std::numeric_limits<std::int32_t>::max();
  return std::numeric_limits<std::int64_t>::max();
}

void set_unless(attributes& to, const char* name, std::int64_t number, std::int64_t usual) {
  if (number != usual) to.set(name, std::to_string(number));
}

/// What CREATE SEQUENCE would not do by itself.
void set_options(attributes& to, const row& r) {
  const std::string type = text_of(r, "_type");
  const std::int64_t increment = number_of(r, "_increment");
  const std::int64_t least = number_of(r, "_min");
  const std::int64_t most = number_of(r, "_max");
  const bool up = increment > 0;
  if (type != "bigint") to.set("type", type);
  set_unless(to, "increment", increment, 1);
  set_unless(to, "minimum", least, up ? 1 : -largest(type) - 1);
  set_unless(to, "maximum", most, up ? largest(type) : -1);
  set_unless(to, "start", number_of(r, "_start"), up ? least : most);
  set_unless(to, "cache", number_of(r, "_cache"), 1);
  if (number_of(r, "_cycle") != 0) to.set("cycle", "yes");
}

/// An identity column's sequence is a part of it; its type is the column's.
void read_identity(const row& r, catalog& to) {
  const address column{pg_class, number_of(r, "_table"), number_of(r, "_column")};
  schema_object* found = to.find_itself(column);
  if (found == nullptr) return;
  attributes options;
  set_options(options, r);
  for (const auto& [name, text] : options) {
    if (name != "type") found->attributes.set("sequence_" + name, text);
  }
  const std::string usual = text_of(r, "_table_name") + "_" + text_of(r, "_column_name") + "_seq";
  const std::string name = text_of(r, "_name");
  const bool is_usual = name == usual && text_of(r, "_schema") == text_of(r, "_table_schema");
  if (!is_usual) {
    found->attributes.set("sequence",
                          quote_identifier(text_of(r, "_schema")) + "." + quote_identifier(name));
  }
  found->attributes.set("sequence_logging", text_of(r, "_logging"));
  found->attributes.set("sequence_grants",
                        grants_in(text_of(r, "_acl"), text_of(r, "_owner"), grantable::sequence));
  to.alias({pg_class, number_of(r, "_oid")}, column);
}

/// OWNED BY is an object of its own, because it comes after the table and the sequence before it.
void add_owner(const row& r, catalog& to, const object_key& sequence) {
  const address column{pg_class, number_of(r, "_table"), number_of(r, "_column")};
  const schema_object* owner = to.find_itself(column);
  if (owner == nullptr) return;
  schema_object found{
      {object_kind::sequence_owner, sequence.schema, {}, sequence.name, {}},
      {},
      {{sequence, dependency_kind::carried}, {owner->key, dependency_kind::carried}},
      0};
  found.attributes.set("column", qualified_name(owner->key));
  to.add({pg_class, number_of(r, "_oid"), -1}, std::move(found));
}

void read(const row& r, catalog& to) {
  const std::string owner_kind = text_of(r, "_owner_kind");
  if (owner_kind == "i") {
    read_identity(r, to);
    return;
  }
  const address where{pg_class, number_of(r, "_oid")};
  const object_key key{object_kind::sequence, text_of(r, "_schema"), {}, text_of(r, "_name"), {}};
  const bool owner_is_left_out =
      owner_kind == "a" &&
      to.find_itself({pg_class, number_of(r, "_table"), number_of(r, "_column")}) == nullptr;
  if (owner_is_left_out) return;
  schema_object found = object_of(r, key);
  set_options(found.attributes, r);
  set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"), grantable::sequence);
  to.add(where, std::move(found));
  if (owner_kind == "a" && to.find_itself(where) != nullptr) add_owner(r, to, key);
}

}  // namespace

std::vector<question> sequence_questions() { return {{std::string(sql) + user_schema, read}}; }

}  // namespace fz::postgresql
