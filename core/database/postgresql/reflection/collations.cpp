#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {

std::vector<question> collation_questions(server_version version) {
  const std::string locale = version >= 170000   ? "coalesce(c.colllocale, c.collcollate)"
                             : version >= 150000 ? "coalesce(c.colliculocale, c.collcollate)"
                                                 : "c.collcollate";
  return {
      {"select c.oid::int8 as _oid, n.nspname as _schema, c.collname as _name,"
       " case c.collprovider when 'i' then 'icu' when 'c' then 'libc' when 'b' then 'builtin'"
       " end as provider, case when c.collisdeterministic then null else 'no' end as"
       " deterministic, quote_literal(" +
           locale +
           ") as locale, case when c.collctype <> c.collcollate then"
           " quote_literal(c.collctype) end as character_type"
           " from pg_collation c join pg_namespace n on n.oid = c.collnamespace where " +
           user_schema,
       [](const row& r, catalog& to) {
         to.add(
             {pg_collation, number_of(r, "_oid")},
             object_of(
                 r, {object_kind::collation, text_of(r, "_schema"), {}, text_of(r, "_name"), {}}));
       }}};
}

}  // namespace fz::postgresql
