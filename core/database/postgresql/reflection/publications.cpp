#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

const char* const head = R"(select p.oid::int8 as _oid, p.pubname as _name,
  case when p.puballtables then 'yes' end as all_tables,
  nullif(concat_ws(', ', case when p.pubinsert then 'insert' end,
    case when p.pubupdate then 'update' end, case when p.pubdelete then 'delete' end,
    case when p.pubtruncate then 'truncate' end), 'insert, update, delete, truncate') as publish,
  case when p.pubviaroot then 'yes' end as via_root, )";

/// Schemas, columns and conditions came with 15.
const char* const members_since_15 =
    R"((select string_agg(what, ', ' order by what) from (
    select 'TABLES IN SCHEMA ' || quote_ident(s.nspname) as what from pg_publication_namespace pn
    join pg_namespace s on s.oid = pn.pnnspid where pn.pnpubid = p.oid
    union all select 'TABLE ' || pr.prrelid::regclass::text || coalesce(' (' ||
      (select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
       where a.attrelid = pr.prrelid and a.attnum = any (pr.prattrs)) || ')', '') ||
      coalesce(' WHERE (' || pg_get_expr(pr.prqual, pr.prrelid) || ')', '')
    from pg_publication_rel pr where pr.prpubid = p.oid) m) as members from pg_publication p)";

const char* const members_before_15 =
    R"((select string_agg('TABLE ' || pr.prrelid::regclass::text, ', ' order by 1)
    from pg_publication_rel pr where pr.prpubid = p.oid) as members from pg_publication p)";

question publications(server_version version) {
  return {std::string(head) + (version >= 150000 ? members_since_15 : members_before_15),
          [](const row& r, catalog& to) {
            to.add({pg_publication, number_of(r, "_oid")},
                   object_of(r, {object_kind::publication, {}, {}, text_of(r, "_name"), {}}));
          }};
}

question members(const char* sql, catalog_table table) {
  return {sql, [table](const row& r, catalog& to) {
            to.alias({table, number_of(r, "_oid")}, {pg_publication, number_of(r, "_of")});
          }};
}

}  // namespace

std::vector<question> publication_questions(server_version version) {
  std::vector<question> all = {
      publications(version),
      members("select oid::int8 as _oid, prpubid::int8 as _of from pg_publication_rel",
              pg_publication_rel)};
  if (version >= 150000) {
    all.push_back(
        members("select oid::int8 as _oid, pnpubid::int8 as _of from pg_publication_namespace",
                pg_publication_namespace));
  }
  return all;
}

}  // namespace fz::postgresql
