#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

/// What belongs to an extension is never ours.
question members() {
  return {
      R"(select classid::int8 as _table, objid::int8 as _oid, refobjid::int8 as _extension
from pg_depend where deptype = 'e' and refclassid = 'pg_extension'::regclass)",
      [](const row& r, catalog& to) {
        to.add_member({number_of(r, "_table"), number_of(r, "_oid")}, number_of(r, "_extension"));
      }};
}

/// The version is the server's affair: what is installed there counts.
question extensions() {
  return {R"(select e.oid::int8 as _oid, e.extname as _name,
  case when n.nspname <> 'public' and n.nspname <> 'pg_catalog' then n.nspname end as schema
from pg_extension e join pg_namespace n on n.oid = e.extnamespace
where e.extname <> 'plpgsql')",
          [](const row& r, catalog& to) {
            to.add({pg_extension, number_of(r, "_oid")},
                   object_of(r, {object_kind::extension, {}, {}, text_of(r, "_name"), {}}));
          }};
}

}  // namespace

std::vector<question> extension_questions() { return {members(), extensions()}; }

}  // namespace fz::postgresql
