#include "core/database/postgresql/reflection/questions.hpp"

namespace fz::postgresql {
namespace {

const char* const sql = R"(select s.oid::int8 as _oid, s.stxrelid::int8 as _relation,
  n.nspname as _schema, s.stxname as _name, pg_get_statisticsobjdef(s.oid) as definition,
  nullif(s.stxstattarget, -1) as target
from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where )";

void read(const row& r, catalog& to) {
  const schema_object* table = to.find_itself({pg_class, number_of(r, "_relation")});
  if (table == nullptr) return;
  schema_object found =
      object_of(r, {object_kind::statistics, text_of(r, "_schema"), {}, text_of(r, "_name"), {}});
  found.depends_on.push_back({table->key, dependency_kind::carried});
  to.add({pg_statistic_ext, number_of(r, "_oid")}, std::move(found));
}

}  // namespace

std::vector<question> statistics_questions() { return {{std::string(sql) + user_schema, read}}; }

}  // namespace fz::postgresql
