#include "core/database/postgresql/reflection/grants.hpp"
#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

void add_routine(const row& r, catalog& to, object_kind kind) {
  schema_object found = object_of(
      r, {kind, text_of(r, "_schema"), {}, text_of(r, "_name"), text_of(r, "_arguments")});
  set_grants(found.attributes, text_of(r, "_acl"), text_of(r, "_owner"), grantable::function);
  to.add({pg_proc, number_of(r, "_oid")}, std::move(found));
}

const char* const head =
    "select p.oid::int8 as _oid, n.nspname as _schema, p.proname as _name,"
    " p.proacl::text as _acl, pg_get_userbyid(p.proowner) as _owner, ";

/// The key of a routine has the types of its arguments alone: their names are not part of its
/// identity.
const char* const arguments =
    "array_to_string(array(select format_type(a, null) from unnest(p.proargtypes)"
    " with ordinality x(a, i) order by i), ', ') as _arguments";

question functions() {
  return {std::string(head) + arguments +
              R"(, case when p.prokind = 'p' then 'yes' end as procedure,
  pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
  pg_get_functiondef(p.oid) as definition
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prokind <> 'a' and
  not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
              and d.deptype in ('e', 'i')) and )" +
              user_schema,
          [](const row& r, catalog& to) { add_routine(r, to, object_kind::function); }};
}

question aggregates() {
  return {std::string(head) + arguments +
              R"(, pg_get_function_arguments(p.oid) as arguments,
  format_type(p.prorettype, null) as result,
  case a.aggkind when 'o' then 'ordered set' when 'h' then 'hypothetical set' end as aggregate_kind,
  a.aggtransfn::regproc::text as sfunc, format_type(a.aggtranstype, null) as stype,
  nullif(a.aggtransspace, 0) as sspace, nullif(a.aggfinalfn, 0)::regproc::text as finalfunc,
  case when a.aggfinalextra then 'yes' end as finalfunc_extra,
  case when a.aggfinalfn <> 0 then a.aggfinalmodify end as finalfunc_modify,
  quote_literal(a.agginitval) as initcond,
  nullif(a.aggcombinefn, 0)::regproc::text as combinefunc,
  nullif(a.aggserialfn, 0)::regproc::text as serialfunc,
  nullif(a.aggdeserialfn, 0)::regproc::text as deserialfunc,
  nullif(a.aggmtransfn, 0)::regproc::text as msfunc,
  nullif(a.aggminvtransfn, 0)::regproc::text as minvfunc,
  case when a.aggmtranstype <> 0 then format_type(a.aggmtranstype, null) end as mstype,
  nullif(a.aggmtransspace, 0) as msspace, nullif(a.aggmfinalfn, 0)::regproc::text as mfinalfunc,
  case when a.aggmfinalextra then 'yes' end as mfinalfunc_extra,
  case when a.aggmfinalfn <> 0 then a.aggmfinalmodify end as mfinalfunc_modify,
  quote_literal(a.aggminitval) as minitcond,
  (select format('OPERATOR(%I.%s)', o_n.nspname, o.oprname) from pg_operator o
   join pg_namespace o_n on o_n.oid = o.oprnamespace where o.oid = a.aggsortop) as sortop,
  case p.proparallel when 's' then 'SAFE' when 'r' then 'RESTRICTED' end as parallel
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_aggregate a on a.aggfnoid = p.oid
where )" + user_schema,
          [](const row& r, catalog& to) { add_routine(r, to, object_kind::aggregate); }};
}

/// Operators that were only named as the commutator or negator of another have no function.
question operators() {
  return {std::string(R"(select o.oid::int8 as _oid, n.nspname as _schema, o.oprname as _name,
  case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end || ', ' ||
    case when o.oprright = 0 then 'NONE' else format_type(o.oprright, null) end as _arguments,
  o.oprcode::regproc::text as function,
  (select format('OPERATOR(%I.%s)', c_n.nspname, c.oprname) from pg_operator c
   join pg_namespace c_n on c_n.oid = c.oprnamespace where c.oid = o.oprcom) as commutator,
  (select format('OPERATOR(%I.%s)', c_n.nspname, c.oprname) from pg_operator c
   join pg_namespace c_n on c_n.oid = c.oprnamespace where c.oid = o.oprnegate) as negator,
  nullif(o.oprrest, 0)::regproc::text as restrict, nullif(o.oprjoin, 0)::regproc::text as "join",
  case when o.oprcanhash then 'yes' end as hashes, case when o.oprcanmerge then 'yes' end as merges
from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where o.oprcode <> 0 and )") +
              user_schema,
          [](const row& r, catalog& to) {
            to.add({pg_operator, number_of(r, "_oid")}, object_of(r, {object_kind::sql_operator,
                                                                      text_of(r, "_schema"),
                                                                      {},
                                                                      text_of(r, "_name"),
                                                                      text_of(r, "_arguments")}));
          }};
}

}  // namespace

std::vector<question> routine_questions() { return {functions(), aggregates(), operators()}; }

}  // namespace fz::postgresql
