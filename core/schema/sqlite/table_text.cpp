#include "core/schema/sqlite/table_text.hpp"

#include "core/schema/sqlite/key_parts.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace fz::sqlite {
namespace {

using kind = text_token::kind;

/// Descends over the tokens of one CREATE TABLE.
class table_reader {
 public:
  explicit table_reader(std::string_view sql) : in_(sql) {}

  table_text read() {
    read_head();
    in_.expect_mark("(");
    read_column();
    while (in_.take_mark(",")) {
      if (table_constraint_follows()) {
        read_table_constraints();
        break;
      }
      read_column();
    }
    in_.expect_mark(")");
    read_options();
    return std::move(table_);
  }

 private:
  void read_head() {
    in_.expect("create");
    table_.temporary = in_.take("temp") || in_.take("temporary");
    in_.expect("table");
    in_.take("if not exists");
    table_.name_begin = in_.begin_of(in_.index());
    table_.name = in_.take_name();
    if (in_.take_mark(".")) {
      table_.name_begin = in_.begin_of(in_.index());
      table_.name = in_.take_name();
    }
    table_.name_end = in_.end_before(in_.index());
    if (in_.next_is("as")) {
      throw error(error_kind::script,
                  "CREATE TABLE … AS SELECT does not say which columns it has.");
    }
  }

  bool table_constraint_follows() const {
    static constexpr std::array<std::string_view, 5> first = {"constraint", "primary", "unique",
                                                              "check", "foreign"};
    return std::any_of(first.begin(), first.end(), [this](auto w) { return in_.next_is(w); });
  }

  // Columns

  void read_column() {
    column_text c;
    c.begin = in_.begin_of(in_.index());
    c.name = in_.take_name();
    c.type = read_type();
    table_.columns.push_back(std::move(c));
    constraint_name_.clear();
    while (read_column_constraint(table_.columns.back())) {
    }
    keep_loose_name(table_.columns.back());
    table_.columns.back().end = in_.end_before(in_.index());
    table_.columns_end = in_.begin_of(in_.index());
  }

  bool type_goes_on() const {
    if (!in_.next_is_name()) return false;
    static constexpr std::array<std::string_view, 11> ends = {
        "constraint", "default",    "null",       "not",     "primary", "unique",
        "check",      "references", "deferrable", "collate", "as"};
    return std::none_of(ends.begin(), ends.end(), [this](auto w) { return in_.next_is(w); }) &&
           !in_.next_is("generated always");
  }

  /// Any run of words and quoted names, with one or two numbers in parentheses. SQLite takes the
  /// quotes off a type that begins with one, and drops what follows them.
  written_sql read_type() {
    const std::size_t first = in_.index();
    while (type_goes_on()) in_.take_any();
    if (in_.index() == first) return {};
    if (in_.next_is_mark("(")) in_.take_parenthesized();
    const text_token& begin = in_.token(first);
    if (begin.what == kind::word) return in_.between(first, in_.index());
    const std::string name = unquoted(in_.text(begin));
    return {name, to_lower(name)};
  }

  bool read_column_constraint(column_text& c) {
    if (in_.take("constraint")) {
      keep_loose_name(c);
      constraint_name_ = in_.take_name();
      return true;
    }
    return read_value_constraint(c) || read_key_constraint(c);
  }

  bool read_value_constraint(column_text& c) {
    if (in_.take("default")) {
      keep_loose_name(c);
      c.default_value = read_default();
    } else if (in_.take("not null")) {
      c.nullability = with_conflict("not null");
      c.null_name = take_constraint_name();
    } else if (in_.take("null")) {
      keep_loose_name(c);
      if (const std::string n = with_conflict("null"); !c.not_null()) c.nullability = n;
    } else if (in_.take("collate")) {
      keep_loose_name(c);
      c.collation = in_.take_name();
    } else if (in_.next_is("generated always as") || in_.next_is("as")) {
      keep_loose_name(c);
      read_generated(c);
    } else {
      return false;
    }
    return true;
  }

  bool read_key_constraint(column_text& c) {
    if (in_.take("primary key")) {
      read_column_key(c, true);
    } else if (in_.take("unique")) {
      read_column_key(c, false);
    } else if (in_.take("check")) {
      table_.checks.push_back({take_constraint_name(), in_.take_parenthesized()});
    } else if (in_.take("references")) {
      read_references({take_constraint_name(), {c.name}, {}});
    } else if (defer_follows()) {
      const std::string words = read_deferrable();
      if (!table_.foreign_keys.empty()) table_.foreign_keys.back().deferrable = words;
    } else {
      return false;
    }
    return true;
  }

  written_sql read_default() {
    const std::size_t first = in_.index();
    if (in_.next_is_mark("(")) return in_.take_parenthesized();
    if (!in_.take_mark("-")) in_.take_mark("+");
    in_.take_any();
    return in_.between(first, in_.index());
  }

  void read_generated(column_text& c) {
    in_.take("generated always");
    in_.expect("as");
    c.generated = generated_text{in_.take_parenthesized(), ""};
    if (in_.take("stored")) c.generated->storage = "stored";
    if (in_.take("virtual")) c.generated->storage = "virtual";
  }

  void read_column_key(const column_text& c, bool primary) {
    key_text key{take_constraint_name(), primary, true, {}};
    key_part part{c.name, {c.name, compared_name(c.name)}, ""};
    if (primary && in_.take("desc")) part.descending = true;
    if (primary) in_.take("asc");
    key.parts.push_back(std::move(part));
    key.on_conflict = read_conflict();
    if (primary) key.autoincrement = in_.take("autoincrement");
    table_.keys.push_back(std::move(key));
  }

  // Constraints of the table

  /// The comma between them is optional.
  void read_table_constraints() {
    do {
      const bool has_name = in_.take("constraint");
      if (has_name) constraint_name_ = in_.take_name();
      if (!read_table_constraint() && !has_name) in_.fail_expected("a constraint");
      if (in_.take_mark(",")) constraint_name_.clear();
    } while (table_constraint_follows());
  }

  bool read_table_constraint() {
    if (in_.take("primary key")) {
      read_table_key(true);
    } else if (in_.take("unique")) {
      read_table_key(false);
    } else if (in_.take("check")) {
      check_text check{take_constraint_name(), in_.take_parenthesized()};
      check.on_conflict = read_conflict();
      table_.checks.push_back(std::move(check));
    } else if (in_.take("foreign key")) {
      foreign_key_text key{take_constraint_name(), read_column_list(), {}};
      in_.expect("references");
      read_references(std::move(key));
      if (defer_follows()) table_.foreign_keys.back().deferrable = read_deferrable();
    } else {
      return false;
    }
    return true;
  }

  void read_table_key(bool primary) {
    key_text key{take_constraint_name(), primary, false, {}};
    in_.expect_mark("(");
    key.parts = read_key_parts(in_);
    if (primary) key.autoincrement = in_.take("autoincrement");
    in_.expect_mark(")");
    key.on_conflict = read_conflict();
    table_.keys.push_back(std::move(key));
  }

  /// Names that may carry COLLATE and an order, which mean nothing here.
  std::vector<std::string> read_column_list() {
    std::vector<std::string> columns;
    in_.expect_mark("(");
    do {
      columns.push_back(in_.take_name());
      in_.pass_item();
    } while (in_.take_mark(","));
    in_.expect_mark(")");
    return columns;
  }

  void read_references(foreign_key_text key) {
    key.table = in_.take_name();
    if (in_.next_is_mark("(")) key.referenced = read_column_list();
    while (read_reference_argument(key)) {
    }
    table_.foreign_keys.push_back(std::move(key));
  }

  bool read_reference_argument(foreign_key_text& key) {
    if (in_.take("match")) {
      key.match = to_lower(in_.take_name());
    } else if (in_.take("on delete")) {
      key.on_delete = read_action();
    } else if (in_.take("on update")) {
      key.on_update = read_action();
    } else if (in_.take("on insert")) {
      key.on_insert = read_action();
    } else {
      return false;
    }
    return true;
  }

  std::string read_action() {
    for (const std::string_view action :
         {"set null", "set default", "cascade", "restrict", "no action"}) {
      if (in_.take(action)) return std::string(action);
    }
    in_.fail_expected("what happens to the rows");
  }

  bool defer_follows() const { return in_.next_is("deferrable") || in_.next_is("not deferrable"); }

  std::string read_deferrable() {
    std::string words = in_.take("not") ? "not deferrable" : "deferrable";
    in_.expect("deferrable");
    for (const std::string_view when : {"initially deferred", "initially immediate"}) {
      if (in_.take(when)) words += fmt::format(" {}", when);
    }
    return words;
  }

  // What several constraints have

  std::string read_conflict() {
    if (!in_.take("on conflict")) return "";
    return to_lower(in_.take_name());
  }

  std::string with_conflict(std::string_view words) {
    const std::string conflict = read_conflict();
    return conflict.empty() ? std::string(words)
                            : fmt::format("{} on conflict {}", words, conflict);
  }

  std::string take_constraint_name() { return std::exchange(constraint_name_, {}); }

  void keep_loose_name(column_text& c) {
    if (!constraint_name_.empty()) c.loose_names.push_back(take_constraint_name());
  }

  void read_options() {
    if (in_.at_end()) return;
    do {
      if (in_.take("without")) {
        in_.expect("rowid");
        table_.without_rowid = true;
      } else {
        in_.expect("strict");
        table_.strict = true;
      }
    } while (in_.take_mark(","));
    if (!in_.at_end()) in_.fail_expected("the end of the statement");
  }

  token_reader in_;
  table_text table_;
  std::string constraint_name_;
};

bool same_name(std::string_view a, std::string_view b) { return to_lower(a) == to_lower(b); }

}  // namespace

table_text read_table(std::string_view sql) { return table_reader(sql).read(); }

const column_text* table_text::column(std::string_view wanted) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const auto& c) { return same_name(c.name, wanted); });
  return found == columns.end() ? nullptr : &*found;
}

const key_text* table_text::primary_key() const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [](const auto& k) { return k.primary; });
  return found == keys.end() ? nullptr : &*found;
}

/// A table's PRIMARY KEY(a DESC) makes one, a column's PRIMARY KEY DESC does not: a mistake of old
/// that SQLite keeps (see "ROWIDs and the INTEGER PRIMARY KEY" in its documentation).
const column_text* table_text::rowid_column() const {
  const key_text* key = primary_key();
  if (without_rowid || key == nullptr || key->parts.size() != 1) return nullptr;
  if (key->in_column && key->parts.front().descending) return nullptr;
  const column_text* c = column(key->parts.front().column);
  return c != nullptr && c->type.form == "integer" ? c : nullptr;
}

}  // namespace fz::sqlite
