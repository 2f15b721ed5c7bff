#pragma once

#include <random>
#include <string>
#include <vector>

namespace fz {

/// Texts of CREATE TABLE by the grammar of SQLite's parser, with names, blanks and comments in
/// every form that its tokenizer takes. SQLite refuses some of them: columns that do not exist and
/// the like.
class random_create_table {
 public:
  explicit random_create_table(unsigned seed) : random_(seed) {}

  std::string text() {
    columns_ = 1 + below(5);
    std::string sql = word("create") + word("table") + name("t") + "(";
    for (int i = 0; i < columns_; ++i) sql += (i > 0 ? "," : "") + blank() + column(i);
    const int constraints = below(3);
    for (int i = 0; i < constraints; ++i) {
      sql += (i == 0 || below(2) == 0 ? "," : " ") + blank() + table_constraint();
    }
    return sql + blank() + ")" + options();
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  bool once_in(int n) { return below(n) == 0; }

  std::string one_of(const std::vector<std::string>& texts) {
    return texts[static_cast<std::size_t>(below(static_cast<int>(texts.size())))];
  }

  std::string blank() {
    return once_in(6) ? one_of({" ", "\n", "\t", " /* , ) ' */ ", " -- it's ) \" \n", "\r\n"}) : "";
  }

  /// Keywords, in capitals or not, with a blank or a comment after each.
  std::string word(const std::string& words) {
    std::string text;
    for (const char c : words) {
      if (c == ' ') {
        text += " " + blank();
      } else {
        text += once_in(3) ? c : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      }
    }
    return text + " " + blank();
  }

  std::string name(const std::string& plain) {
    const std::string open = one_of({"", "", "", "\"", "[", "`", "'"});
    return open + plain + (open == "[" ? "]" : open) + " ";
  }

  std::string column_name(int i) {
    static const std::vector<std::string> names = {"a", "b_1", "key", "\xC3\xA9t\xC3\xA9", "Desc"};
    return names[static_cast<std::size_t>(i)];
  }

  std::string any_column() { return name(column_name(below(columns_))); }

  std::string expression() {
    return one_of({"1",
                   "-1.5e+3",
                   "'it''s )'",
                   "x'0aff'",
                   "(1 + 2)",
                   "length('(')",
                   "NULL",
                   "current_timestamp",
                   "1 IN (2, 3)",
                   "abs(-1) /* , */ + 0x1F",
                   "CASE WHEN 1 THEN 2 ELSE 3 END",
                   "\"c\"\"d\" IS NOT 'x'",
                   "1 -> 'a' ->> 'b'",
                   "-- c )\n 5",
                   "'a' || \"b\" COLLATE nocase",
                   "1.e5 + .5e-1 + 5E+0",
                   "NOT (1 ISNULL)",
                   "1 NOT BETWEEN 2 AND 3",
                   "CAST('1' AS VARCHAR(10))",
                   "'a' LIKE '%)' ESCAPE '('",
                   column_name(below(columns_)) + " > 0"});
  }

  std::string type() {
    return one_of({"",
                   "INTEGER",
                   "integer ",
                   "INT",
                   "VARCHAR(10)",
                   "varchar ( 10 , -2 )",
                   "TEXT",
                   "DOUBLE PRECISION",
                   "\"quoted type\"",
                   "[x]",
                   "unsigned big int",
                   "'str'",
                   "LONG 'x' \"y\"(+1)",
                   "key asc temp",
                   "generated",
                   "ANY",
                   "blob",
                   "Numeric(1.5)",
                   "replace if",
                   "always"}) +
           " " + blank();
  }

  std::string conflict() {
    if (!once_in(4)) return "";
    return word("on conflict") + word(one_of({"rollback", "abort", "fail", "ignore", "replace"}));
  }

  std::string constraint_name() {
    return once_in(4) ? word("constraint") + name(one_of({"c1", "c2", "unique_x"})) : "";
  }

  std::string references() {
    std::string sql = word("references") + name("p");
    if (once_in(2)) sql += "(" + blank() + any_column() + ")";
    for (int i = below(3); i > 0; --i) {
      sql +=
          once_in(4)
              ? word("match") + name("full")
              : word(one_of({"on delete", "on update"})) +
                    word(one_of({"set null", "set default", "cascade", "restrict", "no action"}));
    }
    return sql + deferrable();
  }

  std::string deferrable() {
    if (!once_in(3)) return "";
    return word(one_of({"deferrable", "not deferrable"})) +
           (once_in(2) ? word(one_of({"initially deferred", "initially immediate"})) : "");
  }

  std::string column_constraint() {
    switch (below(12)) {
      case 0:
        return word("primary key") + word(one_of({"", "asc", "desc"})) + conflict() +
               (once_in(3) ? word("autoincrement") : "");
      case 1:
        return word("unique") + conflict();
      case 2:
        return word("not null") + conflict();
      case 3:
        return word("null") + conflict();
      case 4:
        return word("check") + "(" + blank() + expression() + ")";
      case 5:
        return word("default") + "(" + expression() + blank() + ")";
      case 6:
        return word("default") +
               one_of({"1", "-1", "+.5", "1.", "-1.5e-3", "'x'", "\"y\"", "abc", "TRUE", "null",
                       "x'00'", "CURRENT_DATE", "0xff"}) +
               " ";
      case 7:
        return word("collate") + one_of({"nocase", "\"RTRIM\"", "'binary'"}) + " ";
      case 8:
        return references();
      case 9:
        return (once_in(2) ? word("generated always") : "") + word("as") + "(" + expression() +
               ")" + (once_in(2) ? " " + word(one_of({"stored", "virtual"})) : "");
      case 10:
        return word("constraint") + name("alone");
      default:
        return "";
    }
  }

  std::string column(int i) {
    std::string sql = name(column_name(i)) + blank() + type();
    for (int n = below(4); n > 0; --n) sql += constraint_name() + column_constraint();
    return sql;
  }

  std::string key_columns() {
    std::string sql = "(" + blank();
    for (int i = 0, n = 1 + below(2); i < n; ++i) {
      sql += (i > 0 ? "," : "") + any_column() + (once_in(4) ? word("collate nocase") : "") +
             (once_in(3) ? word(one_of({"asc", "desc"})) : "");
    }
    return sql;
  }

  std::string table_constraint() {
    switch (below(5)) {
      case 0:
        return constraint_name() + word("primary key") + key_columns() +
               (once_in(5) ? word("autoincrement") : "") + ")" + conflict();
      case 1:
        return constraint_name() + word("unique") + key_columns() + ")" + conflict();
      case 2:
        return constraint_name() + word("check") + "(" + expression() + ")" + conflict();
      case 3:
        return constraint_name() + word("foreign key") + "(" + any_column() + ")" + references();
      default:
        return word("constraint") + name("alone");
    }
  }

  std::string options() {
    return one_of({"", "", "", "", " WITHOUT ROWID", " strict", " STRICT, WITHOUT rowid",
                   " without /* */ rowid,strict"});
  }

  std::mt19937 random_;
  int columns_ = 0;
};

}  // namespace fz
