#include "core/autogenerate/postgresql/renames.hpp"

#include "core/autogenerate/postgresql/names.hpp"
#include "core/sql/quoting.hpp"
#include "core/sql/sql_scanner.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <utility>

namespace fz::postgresql {
namespace {

constexpr std::string_view marker = "fz:renamed from=";

/// The old name that a comment gives, as the catalog has it; "" for another comment.
std::string old_name(std::string_view comment) {
  const std::size_t at = comment.find(marker);
  if (at == std::string_view::npos) return "";
  std::string_view rest = comment.substr(at + marker.size());
  if (rest.starts_with('"')) return catalog_name(rest.substr(0, rest.find('"', 1) + 1));
  return catalog_name(rest.substr(0, rest.find_first_of(" \t\r\n*")));
}

std::string upper(std::string_view text) {
  std::string word;
  for (const char c : text) word += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return word;
}

/// Reads statements as far as comments about renames need it.
class rename_reader {
 public:
  explicit rename_reader(std::string_view sql) : scanner_(sql, dialect::postgresql, {"", 1, 1}) {}

  std::vector<written_rename> read() {
    for (sql_token t = scanner_.next(); t.kind != sql_token_kind::end; t = scanner_.next()) {
      line_ = scanner_.position(t.begin).line;
      see(t);
    }
    finish();
    return std::move(found_);
  }

 private:
  /// A statement that makes something, as far as it was read.
  struct maker {
    std::vector<std::string> words;  // before the object's name
    std::string makes;               // "TABLE", …; "": not known yet
    std::string schema;
    std::string name;
    std::size_t name_line = 0;
    bool in_columns = false;
    bool at_element = false;  // a column or a constraint comes next
    std::string column;
    std::size_t column_line = 0;
    std::size_t depth = 0;
    std::vector<std::pair<std::string, std::string>> renamed;  // column ("": itself), old name
  };

  void see(const sql_token& t) {
    switch (t.kind) {
      case sql_token_kind::comment:
        see_comment(old_name(scanner_.text(t)));
        break;
      case sql_token_kind::semicolon:
        finish();
        break;
      case sql_token_kind::open:
        see_open();
        break;
      case sql_token_kind::close:
        if (now_.depth > 0) --now_.depth;
        break;
      default:
        see_text(std::string(scanner_.text(t)));
    }
  }

  void see_open() {
    const bool begins = now_.depth++ == 0 && now_.makes == "TABLE" && !now_.name.empty();
    if (begins && !now_.in_columns) now_.in_columns = now_.at_element = true;
  }

  void see_text(const std::string& text) {
    if (now_.makes.empty()) {
      see_head(upper(text));
    } else if (now_.name.empty()) {
      see_name(text);
    } else if (text == "." && now_.depth == 0 && now_.schema.empty() && !now_.in_columns) {
      now_.schema = std::exchange(now_.name, {});
    } else if (now_.in_columns && now_.depth == 1) {
      see_in_columns(text);
    }
  }

  void see_head(std::string word) {
    static const std::set<std::string> kinds = {"TABLE", "VIEW", "SEQUENCE",
                                                "INDEX", "TYPE", "DOMAIN"};
    now_.words.push_back(std::move(word));
    const std::size_t count = now_.words.size();
    const std::string& last = now_.words.back();
    if (now_.words.front() != "CREATE" || kinds.count(last) == 0) return;
    const bool is_materialized = now_.words[count - 2] == "MATERIALIZED";
    now_.makes = is_materialized ? "MATERIALIZED VIEW" : last;
  }

  void see_name(const std::string& text) {
    const std::string word = upper(text);
    if (word == "IF" || word == "NOT" || word == "EXISTS" || word == "CONCURRENTLY") return;
    now_.name = catalog_name(text);
    now_.name_line = line_;
    if (!waiting_.empty()) now_.renamed.emplace_back("", std::exchange(waiting_, {}));
  }

  void see_in_columns(const std::string& text) {
    if (text == ",") {
      now_.at_element = true;
    } else if (std::exchange(now_.at_element, false)) {
      now_.column = catalog_name(text);
      now_.column_line = line_;
      if (!waiting_.empty()) now_.renamed.emplace_back(now_.column, std::exchange(waiting_, {}));
    }
  }

  void see_comment(std::string from) {
    if (from.empty()) return;
    if (now_.column_line == line_ && !now_.column.empty()) {
      now_.renamed.emplace_back(now_.column, std::move(from));
    } else if (now_.name_line == line_ && !now_.name.empty()) {
      now_.renamed.emplace_back("", std::move(from));
    } else {
      waiting_ = std::move(from);
    }
  }

  void finish() {
    for (auto& [column, from] : now_.renamed) {
      found_.push_back(
          {column.empty() ? now_.makes : "COLUMN", now_.schema, now_.name, column, from});
    }
    now_ = maker();
  }

  sql_scanner scanner_;
  maker now_;
  std::string waiting_;  // the old name of what comes next
  std::size_t line_ = 0;
  std::vector<written_rename> found_;
};

bool is_of_kind(object_kind kind, const std::string& word) {
  if (word == "TABLE") return kind == object_kind::table;
  if (word == "VIEW") return kind == object_kind::view;
  if (word == "MATERIALIZED VIEW") return kind == object_kind::materialized_view;
  if (word == "SEQUENCE") return kind == object_kind::sequence;
  if (word == "INDEX") return kind == object_kind::index;
  if (word == "DOMAIN") return kind == object_kind::domain;
  return kind == object_kind::enum_type || kind == object_kind::composite_type ||
         kind == object_kind::range_type;
}

/// The wanted object that the rename is about; null if there is not exactly one.
const schema_object* wanted_object(const written_rename& rename, const database_schema& to) {
  const std::string word = rename.word == "COLUMN" ? "TABLE" : rename.word;
  const schema_object* found = nullptr;
  for (const schema_object& each : to.objects()) {
    const object_key& key = each.key;
    if (!is_of_kind(key.kind, word) || key.name != rename.name) continue;
    if (!rename.schema.empty() && key.schema != rename.schema) continue;
    if (found != nullptr) return nullptr;
    found = &each;
  }
  return found;
}

/// The key of the same object of another name. An index is also known by its table, which may have
/// had another name.
const schema_object* named(const database_schema& in, const object_key& like,
                           const std::string& name) {
  for (const schema_object& each : in.objects()) {
    const bool is_same = each.key.kind == like.kind && each.key.schema == like.schema;
    if (is_same && each.key.name == name) return &each;
  }
  return nullptr;
}

object_key column_of(const object_key& table, const std::string& column) {
  return {object_kind::column, table.schema, table.name, column, {}};
}

std::string rename_to(const schema_object& object, const std::string& name) {
  return "ALTER " + target_of(object) + " RENAME TO " + quote_identifier(name);
}

rename_statement object_rename(const schema_object& before, const schema_object& after) {
  return {rename_to(before, after.key.name), rename_to(after, before.key.name)};
}

/// RENAME COLUMN and RENAME CONSTRAINT.
rename_statement part_rename(const std::string& table, const std::string& what,
                             const std::string& from, const std::string& to) {
  const std::string alter = "ALTER TABLE " + table + " RENAME " + what + " ";
  const std::string before = quote_identifier(from);
  const std::string after = quote_identifier(to);
  return {alter + before + " TO " + after, alter + after + " TO " + before};
}

/// Statements of renames of one kind: of tables first, then of columns.
class rename_planner {
 public:
  rename_planner(const database_schema& from, const database_schema& to) : from_(from), to_(to) {}

  void rename_objects(const std::vector<written_rename>& renames) {
    for (const written_rename& each : renames) {
      const schema_object* wanted = each.column.empty() ? wanted_object(each, to_) : nullptr;
      if (wanted == nullptr || named(from_, wanted->key, wanted->key.name) != nullptr) continue;
      const schema_object* old_one = named(from_, wanted->key, each.from);
      if (old_one == nullptr || named(to_, wanted->key, each.from) != nullptr) continue;
      statements_.push_back(object_rename(*old_one, *wanted));
      if (wanted->key.kind == object_kind::table) old_tables_[wanted->key] = old_one->key;
    }
  }

  void rename_columns(const std::vector<written_rename>& renames) {
    for (const written_rename& each : renames) {
      const schema_object* table = each.column.empty() ? nullptr : wanted_object(each, to_);
      if (table == nullptr) continue;
      const auto moved = old_tables_.find(table->key);
      const object_key& before = moved == old_tables_.end() ? table->key : moved->second;
      const bool is_there = from_.find(column_of(before, each.from)) != nullptr &&
                            from_.find(column_of(before, each.column)) == nullptr &&
                            to_.find(column_of(table->key, each.from)) == nullptr;
      if (!is_there) continue;
      statements_.push_back(part_rename(sql_name(table->key), "COLUMN", each.from, each.column));
    }
  }

  std::vector<rename_statement> take() { return std::move(statements_); }

 private:
  const database_schema& from_;
  const database_schema& to_;
  std::map<object_key, object_key> old_tables_;
  std::vector<rename_statement> statements_;
};

/// An index definition without the index's own name.
std::string without_name(const schema_object& object) {
  std::string text = object.attributes["definition"];
  if (object.key.kind != object_kind::index) return text;
  const std::string name = " " + quote_identifier(object.key.name) + " ON ";
  const std::size_t at = text.find(name);
  return at == std::string::npos ? text : text.erase(at, name.size());
}

bool can_follow_up(object_kind kind) {
  return kind == object_kind::constraint || kind == object_kind::foreign_key ||
         kind == object_kind::index;
}

/// What is in `from` alone on the same table and says the same; null if there is not exactly one.
const schema_object* same_but_for_name(const schema_object& wanted, const database_schema& from,
                                       const database_schema& to) {
  const schema_object* found = nullptr;
  for (const schema_object* each :
       from.children(wanted.key.kind, wanted.key.schema, wanted.key.parent)) {
    if (to.find(each->key) != nullptr || without_name(*each) != without_name(wanted)) continue;
    if (found != nullptr) return nullptr;
    found = each;
  }
  return found;
}

}  // namespace

std::vector<written_rename> renames_in(std::string_view sql) {
  if (sql.find(marker) == std::string_view::npos) return {};
  return rename_reader(sql).read();
}

std::vector<rename_statement> rename_statements(const std::vector<written_rename>& renames,
                                                const database_schema& from,
                                                const database_schema& to) {
  rename_planner planner(from, to);
  planner.rename_objects(renames);
  planner.rename_columns(renames);
  return planner.take();
}

std::vector<rename_statement> follow_up_renames(const database_schema& from,
                                                const database_schema& to) {
  std::vector<rename_statement> statements;
  for (const schema_object& wanted : to.objects()) {
    if (!can_follow_up(wanted.key.kind) || from.find(wanted.key) != nullptr) continue;
    const schema_object* old_one = same_but_for_name(wanted, from, to);
    if (old_one == nullptr) continue;
    const bool is_index = wanted.key.kind == object_kind::index;
    statements.push_back(is_index ? object_rename(*old_one, wanted)
                                  : part_rename(parent_name(wanted.key), "CONSTRAINT",
                                                old_one->key.name, wanted.key.name));
  }
  return statements;
}

}  // namespace fz::postgresql
