#include "core/runtime/patient_statement.hpp"

#include "core/sql/sql_words.hpp"

#include <string>
#include <vector>

namespace fz {
namespace {

bool works_beside_others(const sync_connection& c, const statement& s) {
  if (c.dialect() != dialect::postgresql) return false;
  return sql_words(s.sql, c.dialect()).take_through("concurrently") ||
         sql_words(s.sql, c.dialect()).take_through("finalize");
}

}  // namespace

void execute_patiently(sync_connection& c, const statement& s) {
  if (!works_beside_others(c, s)) {
    c.execute(s);
    return;
  }
  constexpr const char* set = "SELECT pg_catalog.set_config('lock_timeout', $1, false)";
  const auto before = c.query("SELECT pg_catalog.current_setting('lock_timeout')");
  c.query(set, {std::string("0")});
  outcome<void> done;
  done.hold_call([&] { c.execute(s); });
  outcome<void> as_before;
  if (c.is_open()) as_before.hold_call([&] { c.query(set, {before.at(0)[0]}); });
  done.take();
  as_before.take();
}

}  // namespace fz
