#include "core/autogenerate/sqlite/plan.hpp"

#include "core/autogenerate/compare.hpp"
#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/autogenerate/sqlite/foreign_key_tables.hpp"
#include "core/autogenerate/sqlite/native_change.hpp"
#include "core/autogenerate/sqlite/object_name.hpp"
#include "core/autogenerate/sqlite/row_effects.hpp"
#include "core/autogenerate/sqlite/table_rebuild.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "core/schema/sqlite/object_text.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <unordered_set>
#include <utility>

namespace fz::sqlite {
namespace {

using change = difference::kind;

object_key table_key(const std::string& name) { return {object_kind::table, {}, {}, name, {}}; }

bool is_part_of_table(object_kind kind) {
  return kind == object_kind::column || kind == object_kind::constraint ||
         kind == object_kind::foreign_key;
}

bool counts_up(const database_schema& schema) {
  return std::any_of(schema.objects().begin(), schema.objects().end(), [](const schema_object& o) {
    return o.key.kind == object_kind::constraint &&
           o.attributes["definition"].find(" autoincrement") != std::string::npos;
  });
}

class planner {
 public:
  planner(const database_schema& from, const database_schema& to,
          const std::vector<schema_rename>& renames, std::string rebuilt)
      : from_(with_tables_renamed(from, renames)),
        to_(to),
        renames_(renames),
        rebuilt_anyway_(std::move(rebuilt)) {}

  change_plan plan() {
    rename_tables();
    sort_differences();
    if (!rebuilt_anyway_.empty()) changed_tables_.insert(rebuilt_anyway_);
    for (const std::string& table : changed_tables_) decide(table);
    drop_objects();
    drop_tables();
    make_tables();
    make_objects(is_on_rebuilt::no);
    rebuild_tables();
    make_objects(is_on_rebuilt::yes);
    find_foreign_keys();
    plan_.leaves_sequence_table = counts_up(from_) && !counts_up(to_);
    return std::move(plan_);
  }

 private:
  using keys = std::unordered_set<object_key, object_key_hash>;
  enum class is_on_rebuilt { no, yes };

  void rename_tables() {
    for (const schema_rename& each : renames_) {
      if (!each.column.empty()) continue;
      plan_.renames.push_back({fmt::format("ALTER TABLE {} RENAME TO {}", quoted_name(each.from),
                                           quoted_name(name_in(to_, each.table))),
                               table_key(each.table)});
    }
  }

  void sort_differences() {
    for (const difference& each : compare(from_, to_)) {
      const object_key& key = each.object;
      const std::string& table = is_part_of_table(key.kind) ? key.parent : key.name;
      if (is_part_of_table(key.kind) ||
          (key.kind == object_kind::table && each.what == change::changed)) {
        const bool is_kept = from_.find(table_key(table)) && to_.find(table_key(table));
        if (is_kept) changed_tables_.insert(table);
        differences_of_table_[table].push_back(each);
      } else if (each.what == change::removed) {
        removed_.insert(key);
      } else if (each.what == change::added) {
        added_.insert(key);
      } else {
        removed_.insert(key);
        added_.insert(key);
      }
    }
  }

  // How a table is changed

  void decide(const std::string& name) {
    changed_table table = tables(name);
    if (name == rebuilt_anyway_) {
      refuse_if_unread(name);
      rebuilt_.emplace(name, rebuild_of(table));
      return;
    }
    if (rename_columns(table)) return;
    if (auto native = native_change(table)) {
      native_.emplace(name, std::move(*native));
    } else {
      refuse_if_unread(name);
      rebuilt_.emplace(name, rebuild_of(table));
    }
  }

  changed_table tables(const std::string& name) {
    changed_table table;
    table.from_sql = from_.find(table_key(name))->definition;
    table.to_sql = to_.find(table_key(name))->definition;
    table.from = read_table(table.from_sql);
    table.to = read_table(table.to_sql);
    table.name = table.from.name;
    table.words_of_indexes = words_of_indexes(name);
    table.views_or_triggers_stay = views_or_triggers_stay();
    return table;
  }

  std::vector<std::string> words_of_indexes(const std::string& table) const {
    std::set<std::string> words;
    for (const schema_object& object : to_.objects()) {
      if (object.key.kind != object_kind::index || object.key.parent != table) continue;
      for (std::string& word : words_of(object.definition)) words.insert(std::move(word));
    }
    return {words.begin(), words.end()};
  }

  bool views_or_triggers_stay() const {
    return std::any_of(to_.objects().begin(), to_.objects().end(), [&](const schema_object& o) {
      const bool is_one = o.key.kind == object_kind::view || o.key.kind == object_kind::trigger;
      return is_one && added_.count(o.key) == 0;
    });
  }

  /// True if RENAME COLUMN alone leads to the wanted table.
  bool rename_columns(const changed_table& table) {
    std::string sql = table.from_sql;
    schema_plan statements;
    for (const schema_rename& each : renames_) {
      if (each.table != to_lower(table.name) || each.column.empty()) continue;
      const column_text* column = table.to.column(each.column);
      sql = with_name_replaced(sql, each.from, each.column);
      statements.push_back(
          {fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted_name(table.name),
                       quoted_name(each.from), quoted_name(column ? column->name : each.column)),
           {object_kind::column, {}, each.table, each.column, {}}});
    }
    if (statements.empty() || text_form(sql) != text_form(table.to_sql)) return false;
    std::move(statements.begin(), statements.end(), std::back_inserter(plan_.renames));
    return true;
  }

  /// What is on a table and was not read would go with it.
  void refuse_if_unread(const std::string& table) const {
    for (const not_compared& each : from_.rest()) {
      if (each.kind != "object") continue;
      throw error(error_kind::database,
                  fmt::format("The table {} cannot be made anew, because not all that may be on it "
                              "could be read: {}.",
                              quote(table), printable(enumerate(each.names))));
    }
  }

  table_rebuild rebuild_of(const changed_table& table) {
    table_rebuild rebuild{table.from, table.from_sql, table.to, table.to_sql,
                          free_name(table.name)};
    for (const schema_rename& each : renames_) {
      const bool is_here = each.table == to_lower(table.name) && !each.column.empty();
      if (is_here) rebuild.renamed.emplace(each.column, each.from);
    }
    return rebuild;
  }

  std::string free_name(const std::string& table) const {
    for (std::string name = "fz_old_" + table;; name += '_') {
      const std::string lower = to_lower(name);
      const auto is_taken = [&](const database_schema& schema) {
        return std::any_of(schema.objects().begin(), schema.objects().end(),
                           [&](const schema_object& o) { return o.key.name == lower; });
      };
      if (!is_taken(from_) && !is_taken(to_)) return name;
    }
  }

  // What is on tables, and views

  bool goes_with_parent(const object_key& key) const {
    if (key.parent.empty()) return false;
    return removed_.count(table_key(key.parent)) > 0 ||
           removed_.count({object_kind::view, {}, {}, key.parent, {}}) > 0;
  }

  /// An index whose WHERE names its own table does not stand the rename of a rebuild.
  bool is_dropped(const schema_object& object) const {
    const auto rebuilt = rebuilt_.find(object.key.parent);
    if (rebuilt == rebuilt_.end()) {
      return removed_.count(object.key) > 0 && !goes_with_parent(object.key);
    }
    return removed_.count(object.key) > 0 ||
           (object.key.kind == object_kind::index &&
            names_itself(object.definition, rebuilt->second.from));
  }

  void drop_objects() {
    for (const object_kind kind : {object_kind::trigger, object_kind::view, object_kind::index}) {
      for (const schema_object& object : from_.objects()) {
        const object_key& key = object.key;
        if (key.kind != kind || !is_dropped(object)) continue;
        plan_.drops.push_back(
            {fmt::format("DROP {} {}", sql_word(kind), quoted_name(written_name(object))), key});
      }
    }
  }

  void drop_tables() {
    for (const schema_object& object : from_.objects()) {
      if (object.key.kind != object_kind::table || removed_.count(object.key) == 0) continue;
      refuse_if_unread(object.key.name);
      add(fmt::format("DROP TABLE {}", quoted_name(written_name(object))), object.key).loses_data =
          true;
      plan_.foreign_keys_off = true;
    }
  }

  void make_tables() {
    for (const schema_object* object : creation_order(to_)) {
      const object_key& key = object->key;
      if (key.kind != object_kind::table) continue;
      if (added_.count(key) > 0) add(object->definition, key);
      if (const auto native = native_.find(key.name); native != native_.end()) {
        std::move(native->second.begin(), native->second.end(), std::back_inserter(plan_.changes));
      }
    }
  }

  void rebuild_tables() {
    if (rebuilt_.empty()) return;
    plan_.foreign_keys_off = plan_.legacy_alter_table = true;
    std::map<std::string, rebuild_steps> all;
    for (const auto& [name, rebuild] : rebuilt_) {
      all.emplace(name, steps_of(rebuild));
      plan_.known.push_back(known_of(rebuild.from));
    }
    for (const auto& [name, steps] : all) add_all(steps.set_aside, table_key(name));
    for (const schema_object* object : creation_order(to_)) {
      const auto steps = all.find(object->key.name);
      if (object->key.kind == object_kind::table && steps != all.end())
        fill(steps->second, *object);
    }
    for (const auto& [name, steps] : all) add_all({steps.drop}, table_key(name));
  }

  known_table known_of(const table_text& table) const {
    known_table known{table.name, {}, {}};
    for (const column_text& column : table.columns) known.columns.push_back(to_lower(column.name));
    for (const object_kind kind : {object_kind::index, object_kind::trigger}) {
      for (const schema_object* o : from_.children(kind, "", to_lower(table.name))) {
        known.objects.push_back(o->key.name);
      }
    }
    return known;
  }

  void fill(const rebuild_steps& steps, const schema_object& table) {
    const std::string& name = table.key.name;
    add_all(steps.fill, table.key);
    for (planned_statement& s : plan_.changes) {
      if (steps.copy.empty() || s.sql != steps.copy) continue;
      s.loses_data = !lost_columns(rebuilt_.at(name)).empty();
      s.can_fail_on_rows = can_fail_on_rows(differences_of_table_[name], to_);
    }
  }

  void add_all(const std::vector<std::string>& statements, const object_key& table) {
    for (const std::string& sql : statements) add(sql, table).on_existing_table = true;
  }

  bool is_made(const object_key& key) const {
    if (added_.count(key) > 0) return true;
    if (key.parent.empty()) return false;
    return rebuilt_.count(key.parent) > 0 || added_.count(table_key(key.parent)) > 0 ||
           added_.count({object_kind::view, {}, {}, key.parent, {}}) > 0;
  }

  /// What is on a table that is made anew comes after it: its triggers must not see the copying.
  void make_objects(is_on_rebuilt which) {
    for (const schema_object* object : creation_order(to_)) {
      if (object->key.kind == object_kind::table || !is_made(object->key)) continue;
      if ((rebuilt_.count(object->key.parent) > 0) != (which == is_on_rebuilt::yes)) continue;
      planned_statement& s = add(object->definition, object->key);
      s.on_existing_table = object->key.kind == object_kind::index &&
                            added_.count(table_key(object->key.parent)) == 0;
      s.can_fail_on_rows = s.on_existing_table && object->attributes.has("unique");
    }
  }

  void find_foreign_keys() {
    if (!plan_.foreign_keys_off) return;
    std::set<std::string> touched;
    for (const auto& [name, rebuild] : rebuilt_) touched.insert(name);
    for (const object_key& key : removed_) {
      if (key.kind == object_kind::table) touched.insert(key.name);
    }
    const foreign_key_tables tables = find_foreign_key_tables(from_, to_, touched);
    plan_.checked_before = tables.before;
    plan_.checked_after = tables.after;
  }

  planned_statement& add(std::string sql, const object_key& key) {
    plan_.changes.push_back({std::move(sql), key});
    return plan_.changes.back();
  }

  static std::string name_in(const database_schema& schema, const std::string& table) {
    return written_name(*schema.find(table_key(table)));
  }

  const database_schema from_;
  const database_schema& to_;
  const std::vector<schema_rename>& renames_;
  const std::string rebuilt_anyway_;
  std::set<std::string> changed_tables_;
  std::map<std::string, std::vector<difference>> differences_of_table_;
  keys removed_;
  keys added_;
  std::map<std::string, schema_plan> native_;
  std::map<std::string, table_rebuild> rebuilt_;
  change_plan plan_;
};

}  // namespace

change_plan plan_changes(const database_schema& from, const database_schema& to,
                         const std::vector<schema_rename>& renames, const std::string& rebuilt) {
  return planner(from, to, renames, rebuilt).plan();
}

}  // namespace fz::sqlite
