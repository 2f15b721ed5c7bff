#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/autogenerate/sqlite/plan.hpp"
#include "core/autogenerate/sqlite/table_rebuild.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>

namespace fz::sqlite {
namespace {

/// How many rows of each table violate a foreign key to each other table.
std::string violations(const std::vector<std::string>& tables) {
  std::vector<std::string> questions;
  for (const std::string& table : tables) {
    questions.push_back(
        fmt::format("SELECT \"table\" AS child, parent FROM pragma_foreign_key_check({})",
                    string_literal(table)));
  }
  if (questions.empty()) questions.push_back("SELECT '' AS child, '' AS parent WHERE 0");
  return fmt::format(
      "SELECT lower(child) AS child, lower(parent) AS parent, count(*) AS n FROM (\n    {}\n  ) "
      "GROUP BY 1, 2",
      join(questions, "\n    UNION ALL "));
}

/// A name in the guard table for what must be known of a table.
std::string known_column(std::size_t number) { return fmt::format("known_{}", number + 1); }

/// The table that makes a rebuild fail: each of its columns has a CHECK, named for the message.
std::string guard_table(const std::vector<known_table>& known) {
  std::string sql =
      "CREATE TEMP TABLE fz_guard (\n"
      "  keys_off INTEGER CONSTRAINT \"PRAGMA foreign_keys is on: this would delete rows of other "
      "tables\" CHECK (keys_off),\n";
  for (std::size_t i = 0; i < known.size(); ++i) {
    const std::string name = known_column(i);
    sql += fmt::format("  {} INTEGER CONSTRAINT {} CHECK ({}),\n", name,
                       quoted_name(fmt::format("table {} has a column, an index or a trigger that "
                                               "this revision does not know",
                                               known[i].name)),
                       name);
  }
  return sql +
         "  copied INTEGER CONSTRAINT \"not every row was copied\" CHECK (copied),\n"
         "  violations INTEGER CONSTRAINT \"rows violate a foreign key that they did not violate "
         "before\" CHECK (violations = 0)\n"
         ")";
}

std::string list_of(const std::vector<std::string>& names) {
  std::vector<std::string> literals;
  for (const std::string& each : names) literals.push_back(string_literal(each));
  return join(literals, ", ");
}

/// What a rebuild does not know, it would drop.
std::string known_check(const known_table& table, std::size_t number) {
  return fmt::format(
      "INSERT OR ROLLBACK INTO temp.fz_guard ({})\n"
      "  SELECT NOT EXISTS (SELECT 1 FROM pragma_table_xinfo({}) WHERE lower(name) NOT IN ({}))\n"
      "  AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE lower(tbl_name) = {}\n"
      "    AND type IN ('index', 'trigger') AND sql IS NOT NULL AND lower(name) NOT IN ({}))",
      known_column(number), string_literal(table.name), list_of(table.columns),
      string_literal(to_lower(table.name)), list_of(table.objects));
}

class script_writer {
 public:
  script_writer(const change_plan& plan, todo_lines todos) : plan_(plan), todos_(todos) {}

  /// With a transaction of its own.
  std::string script() {
    if (plan_.empty()) return "";
    open();
    write_statements(plan_.renames.empty() ? legacy::is_on : legacy::is_off);
    add("COMMIT");
    if (plan_.legacy_alter_table) add("PRAGMA legacy_alter_table = OFF");
    if (plan_.foreign_keys_off) {
      script_ += "-- PRAGMA foreign_keys is off now; turn it on again if it was on before.\n";
    }
    return script_;
  }

  /// For a transaction that is open.
  std::string section() {
    if (plan_.empty()) return "";
    write_statements(legacy::is_off);
    if (plan_.legacy_alter_table) add("PRAGMA legacy_alter_table = OFF");
    return script_;
  }

 private:
  enum class legacy { is_off, is_on };

  void open() {
    if (plan_.foreign_keys_off) {
      script_ +=
          "-- For the sqlite3 shell: sqlite3 -bail FILE < this script. Not within a transaction.\n";
      add("PRAGMA foreign_keys = OFF");
    }
    if (plan_.legacy_alter_table && plan_.renames.empty()) add("PRAGMA legacy_alter_table = ON");
    add("BEGIN IMMEDIATE");
  }

  void write_statements(legacy alter_table) {
    if (plan_.foreign_keys_off) guard();
    for (const planned_statement& s : plan_.drops) add(s);
    for (const planned_statement& s : plan_.renames) add(s);
    if (!plan_.checked_after.empty()) remember_violations();
    if (plan_.legacy_alter_table && alter_table == legacy::is_off) {
      add("PRAGMA legacy_alter_table = ON");
    }
    for (std::size_t i = 0; i < plan_.known.size(); ++i) add(known_check(plan_.known[i], i));
    for (const planned_statement& s : plan_.changes) add(s);
    if (!plan_.checked_after.empty()) check_violations();
    if (plan_.foreign_keys_off) add("DROP TABLE temp.fz_guard");
    if (plan_.leaves_sequence_table) {
      script_ += "-- not compared: sqlite_sequence, which SQLite keeps once a table counted up.\n";
    }
  }

  void guard() {
    add(guard_table(plan_.known));
    add("INSERT OR ROLLBACK INTO temp.fz_guard (keys_off) SELECT NOT foreign_keys FROM "
        "pragma_foreign_keys");
  }

  void remember_violations() {
    add(fmt::format("CREATE TEMP TABLE fz_violations AS\n  {}", violations(plan_.checked_before)));
  }

  void check_violations() {
    add(
        fmt::format("INSERT OR ROLLBACK INTO temp.fz_guard (violations)\n"
                    "  SELECT count(*) FROM (\n  {}\n  ) now\n"
                    "  LEFT JOIN temp.fz_violations old USING (child, parent)\n"
                    "  WHERE now.n > coalesce(old.n, 0)",
                    violations(plan_.checked_after)));
    add("DROP TABLE temp.fz_violations");
  }

  void add(const planned_statement& s) {
    script_ += row_marks(s, todos_);
    add(s.sql);
  }

  void add(std::string_view sql) {
    script_ += terminated(sql);
    script_ += '\n';
  }

  const change_plan& plan_;
  const todo_lines todos_;
  std::string script_;
};

}  // namespace

std::string script_of(const change_plan& plan) {
  return script_writer(plan, todo_lines::left_out).script();
}

std::string section_of(const change_plan& plan, todo_lines todos) {
  return script_writer(plan, todos).section();
}

}  // namespace fz::sqlite
