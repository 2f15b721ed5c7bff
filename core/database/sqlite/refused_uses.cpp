#include "core/database/sqlite/refused_uses.hpp"

#include "core/database/database_error.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::sqlite {
namespace {

constexpr const char* views = "SELECT name FROM main.sqlite_schema WHERE type = 'view'";

/// With a list of assignments to all columns that can be assigned to.
constexpr const char* with_triggers = R"(SELECT m.name, m.type AS kind,
  (SELECT coalesce(group_concat('"' || replace(c.name, '"', '""') || '" = NULL', ', '), '')
   FROM pragma_table_xinfo(m.name) c WHERE c.hidden = 0) AS assignments
FROM main.sqlite_schema m
WHERE m.type IN ('table', 'view')
  AND m.name COLLATE NOCASE IN (SELECT tbl_name FROM main.sqlite_schema WHERE type = 'trigger'))";

class use_check {
 public:
  explicit use_check(sync_connection& in) : in_(in) {}

  refused_uses run() {
    for (const row& each : in_.query(views)) {
      const std::string name = each.text("name");
      check(fmt::format("The view {} cannot be read", quote(name)),
            "SELECT * FROM main." + quote_identifier(name));
    }
    for (const row& each : in_.query(with_triggers)) check_triggers(each);
    return std::move(found_);
  }

 private:
  void check_triggers(const row& each) {
    const std::string what = each.text("kind") + " " + quote(each.text("name"));
    const std::string table = "main." + quote_identifier(each.text("name"));
    constexpr const char* sentence = "Because of a trigger, rows of the {} cannot be {}";
    check(fmt::format(sentence, what, "inserted"), "INSERT INTO " + table + " DEFAULT VALUES");
    check(fmt::format(sentence, what, "deleted"), "DELETE FROM " + table);
    if (!each.text("assignments").empty()) {
      check(fmt::format(sentence, what, "updated"),
            "UPDATE " + table + " SET " + each.text("assignments"));
    }
  }

  void check(const std::string& what, const std::string& sql) {
    try {
      in_.query("EXPLAIN " + sql);
    } catch (const database_error& e) {
      found_.emplace(what, e.what_happened().message);
    }
  }

  sync_connection& in_;
  refused_uses found_;
};

}  // namespace

refused_uses find_refused_uses(sync_connection& in) { return use_check(in).run(); }

}  // namespace fz::sqlite
