#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// Kinds that are only named. Base types of an extension and the like are members of it.
const char* const sql = R"(select _kind, _table, _oid, _name from (
select 'operator' as _kind, 2617::int8 as _table, oid::int8 as _oid, oprname::text as _name
  from pg_operator
union all select 'operator class', 2616, oid, opcname from pg_opclass
union all select 'operator family', 2753, f.oid, f.opfname from pg_opfamily f
  where not exists (select from pg_opclass c where c.opcfamily = f.oid and c.opcname = f.opfname)
union all select 'cast', 2605, oid, format_type(castsource, null) || ' as ' ||
  format_type(casttarget, null) from pg_cast
union all select 'conversion', 2607, oid, conname from pg_conversion
union all select 'text search configuration', 3602, oid, cfgname from pg_ts_config
union all select 'text search dictionary', 3600, oid, dictname from pg_ts_dict
union all select 'text search parser', 3601, oid, prsname from pg_ts_parser
union all select 'text search template', 3764, oid, tmplname from pg_ts_template
union all select 'transform', 3576, oid, format_type(trftype, null) from pg_transform
union all select 'language', 2612, oid, lanname from pg_language
union all select 'access method', 2601, oid, amname from pg_am
union all select 'base type', 1247, t.oid, t.typname from pg_type t
  join pg_namespace n on n.oid = t.typnamespace
  where (t.typtype = 'b' and t.typelem = 0 or t.typtype = 'p') and n.nspname !~ '^pg_'
    and n.nspname <> 'information_schema'
union all select 'security label', 3596, 0, label from pg_seclabel
) x where (_oid >= 16384 or _kind = 'security label') and not exists (select from pg_depend d
  where d.classid = _table and d.objid = _oid and d.deptype in ('e', 'i')) order by 1, 4)";

void read(const row& r, catalog& to) {
  to.add_not_compared(text_of(r, "_kind"), text_of(r, "_name"));
}

}  // namespace

std::vector<question> not_compared_questions() { return {{sql, read}}; }

}  // namespace fz::postgresql
