#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace fz {

/// Random schemas whose rows fit each other: every table has an id, every column of row n holds n,
/// and foreign keys lead to a table that is in all of them.
class random_sqlite_schema {
 public:
  explicit random_sqlite_schema(unsigned seed) : random_(seed) {}

  /// The statements that make a schema.
  std::string text() {
    std::string sql;
    for (int i = 0; i < 4; ++i) {
      if (i == 0 || !once_in(4)) sql += table(i);
    }
    return sql + views();
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool once_in(int n) { return below(n) == 0; }

  std::string one_of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))];
  }

  static std::string name(const char* prefix, int i) { return prefix + std::to_string(i); }

  std::string comment() { return once_in(6) ? one_of({" -- note\n", " /* a, b) */ "}) : ""; }

  std::string type() {
    return strict_ ? one_of({"INT", "TEXT", "ANY"})
                   : one_of({"INT", "TEXT", "", "VARCHAR(10)", "NUMERIC"});
  }

  std::string id() {
    if (without_rowid_)
      return "id " + one_of({"INTEGER", "INT"}) + " PRIMARY KEY" + one_of({"", " DESC"});
    return "id INTEGER PRIMARY KEY" + one_of({"", "", " AUTOINCREMENT"});
  }

  std::string column(int i) {
    const std::string column_name = name("c", i);
    std::string sql = (once_in(3) ? "\"" + column_name + "\"" : column_name) + " " + type();
    switch (below(8)) {
      case 0:
        return sql + " NOT NULL DEFAULT " + one_of({"7", "(7 + 1)"});
      case 1:
        return sql + " UNIQUE" + one_of({"", " ON CONFLICT REPLACE"});
      case 2:
        return sql + " REFERENCES t0" + one_of({"", " (id)"}) +
               one_of({" ON DELETE CASCADE", "", " DEFERRABLE"});
      case 3:
        return sql + " CHECK (" + (once_in(3) ? table_ + "." : "") + column_name +
               " IS NOT 'never')";
      case 4:
        return sql + " COLLATE NOCASE DEFAULT '8'";
      case 5:
        return sql + " DEFAULT 9";
      default:
        return sql;
    }
  }

  std::string table(int i) {
    table_ = name("t", i);
    strict_ = once_in(6);
    without_rowid_ = i > 0 && once_in(6);
    std::string sql = "CREATE TABLE " + table_ + " (\n  " + id();
    std::vector<std::string> columns;
    for (int c = 0; c < 5; ++c) {
      if (once_in(3)) continue;
      columns.push_back(name("c", c));
      sql += "," + comment() + "\n  " + column(c);
    }
    sql += generated() + constraints(columns) + "\n)" + options() + ";\n";
    for (const std::string& c : columns) sql += once_in(4) ? index(c) : "";
    return sql + trigger(i);
  }

  std::string generated() {
    if (!once_in(4)) return "";
    return ",\n  g " + std::string(strict_ ? "ANY" : "") + " AS (id + 1)" + one_of({"", " STORED"});
  }

  std::string constraints(const std::vector<std::string>& columns) {
    if (columns.empty() || !once_in(3)) return "";
    const std::string c = one_of(columns);
    return ",\n  " + one_of({"", "CONSTRAINT named "}) +
           one_of({"CHECK (" + c + " IS NOT 'no')", "UNIQUE (" + c + ", id)",
                   "FOREIGN KEY (" + c + ") REFERENCES t0 ON UPDATE CASCADE"});
  }

  std::string options() {
    const std::string both = strict_ && without_rowid_ ? "," : "";
    return std::string(strict_ ? " STRICT" : "") + both + (without_rowid_ ? " WITHOUT ROWID" : "");
  }

  std::string index(const std::string& column) {
    return "CREATE " + one_of({"", ""}) + "INDEX " + table_ + "_" + column + " ON " + table_ +
           " (" + one_of({column, column + " DESC", "lower(" + column + ")"}) + ")" +
           one_of({"", "", " WHERE " + table_ + ".id > 2", " WHERE id > 1"}) + ";\n";
  }

  std::string trigger(int i) {
    if (!once_in(4)) return "";
    return "CREATE TRIGGER tr" + std::to_string(i) + " AFTER " + one_of({"INSERT", "DELETE"}) +
           " ON " + table_ + " BEGIN DELETE FROM t0 WHERE id = " + std::to_string(100 + below(3)) +
           "; END;\n";
  }

  std::string views() {
    std::string sql;
    if (once_in(3)) sql += "CREATE VIEW v0 AS SELECT " + one_of({"id", "*"}) + " FROM t0;\n";
    if (once_in(5)) sql += "CREATE VIEW v1 AS SELECT c1 FROM gone;\n";
    return sql;
  }

  std::mt19937 random_;
  std::string table_;
  bool strict_ = false;
  bool without_rowid_ = false;
};

}  // namespace fz
