#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// When it fires, where that is not the usual.
#define FZ_ENABLED(column)                                                                        \
  "case " column                                                                                  \
  " when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' when 'A' then 'ENABLE ALWAYS' end as " \
  "enabled"

void add_child(const row& r, catalog& to, std::int64_t table, object_kind kind) {
  const schema_object* parent = to.find_itself({pg_class, number_of(r, "_relation")});
  if (parent == nullptr) return;
  to.add({table, number_of(r, "_oid")},
         object_of(r, child_key(kind, parent->key, text_of(r, "_name"))));
}

question triggers() {
  return {
      "select t.oid::int8 as _oid, t.tgrelid::int8 as _relation, t.tgname as _name,"
      " t.tgconstraint::int8 as _constraint, pg_get_triggerdef(t.oid) as definition,"
      " case when t.tgparentid <> 0 then 'yes' end as inherited," FZ_ENABLED(
          "t.tgenabled") " from pg_trigger t where not t.tgisinternal",
      [](const row& r, catalog& to) {
        add_child(r, to, pg_trigger, object_kind::trigger);
        const std::int64_t constraint = number_of(r, "_constraint");
        if (constraint == 0) return;
        to.alias({pg_constraint, constraint}, {pg_trigger, number_of(r, "_oid")});
      }};
}

question rules() {
  return {
      "select r.oid::int8 as _oid, r.ev_class::int8 as _relation, r.rulename as _name,"
      " pg_get_ruledef(r.oid) as definition," FZ_ENABLED(
          "r.ev_enabled") " from pg_rewrite r where r.rulename <> '_RETURN' and r.oid >= 16384",
      [](const row& r, catalog& to) { add_child(r, to, pg_rewrite, object_kind::rule); }};
}

question policies() {
  return {R"(select p.oid::int8 as _oid, p.polrelid::int8 as _relation, p.polname as _name,
  case p.polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE'
    when 'd' then 'DELETE' end as command,
  case when not p.polpermissive then 'yes' end as restrictive,
  nullif(array_to_string(array(select quote_ident(pg_get_userbyid(x)) from unnest(p.polroles) x
    where x <> 0 order by 1), ', '), '') as roles,
  pg_get_expr(p.polqual, p.polrelid) as "using",
  pg_get_expr(p.polwithcheck, p.polrelid) as with_check from pg_policy p)",
          [](const row& r, catalog& to) { add_child(r, to, pg_policy, object_kind::policy); }};
}

question event_triggers() {
  return {R"(select e.oid::int8 as _oid, e.evtname as _name, e.evtevent as event,
  e.evtfoid::regproc::text as function,
  (select string_agg(quote_literal(t), ', ') from unnest(e.evttags) t) as tags, )" FZ_ENABLED(
              "e.evtenabled") " from pg_event_trigger e",
          [](const row& r, catalog& to) {
            to.add({pg_event_trigger, number_of(r, "_oid")},
                   object_of(r, {object_kind::event_trigger, {}, {}, text_of(r, "_name"), {}}));
          }};
}

}  // namespace

std::vector<question> trigger_questions() {
  return {triggers(), rules(), policies(), event_triggers()};
}

}  // namespace fz::postgresql
