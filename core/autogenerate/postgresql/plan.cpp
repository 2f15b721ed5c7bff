#include "core/autogenerate/postgresql/plan.hpp"

#include "core/autogenerate/postgresql/change_set.hpp"
#include "core/autogenerate/postgresql/columns.hpp"
#include "core/autogenerate/postgresql/created_parts.hpp"
#include "core/autogenerate/postgresql/default_grants.hpp"
#include "core/autogenerate/postgresql/heirs.hpp"
#include "core/autogenerate/postgresql/names.hpp"
#include "core/autogenerate/postgresql/objects.hpp"
#include "core/autogenerate/postgresql/rights.hpp"
#include "core/autogenerate/postgresql/row_effects.hpp"
#include "core/autogenerate/postgresql/steps.hpp"
#include "core/autogenerate/postgresql/types.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fz::postgresql {
namespace {

using texts = std::vector<std::string>;

/// The statements of ordered steps.
class plan_writer {
 public:
  plan_writer(const change_set& changes, const database_schema& from, const database_schema& to)
      : changes_(changes), from_(from), to_(to), heirs_(changes, from, to) {}

  schema_plan write(const std::vector<step>& steps) {
    for (const step& each : steps) write(each);
    return std::move(plan_);
  }

 private:
  void write(const step& s) {
    switch (s.what) {
      case action::drop:
        write_drop(s);
        break;
      case action::alter:
        write_alter(s.key);
        for (const object_key& part : s.parts) write_alter(part);
        break;
      case action::create:
        write_create(s);
        break;
      case action::finish:
        write_finish(s.key);
        break;
    }
  }

  void add(const object_key& about, std::string sql) {
    planned_statement statement;
    statement.sql = std::move(sql);
    statement.object = about;
    plan_.push_back(std::move(statement));
  }

  void add_all(const object_key& about, texts statements) {
    for (std::string& each : statements) add(about, std::move(each));
  }

  /// True if the table that holds it was there before.
  bool is_on_existing_table(const object_key& key) const {
    const object_key table{object_kind::table,
                           key.schema,
                           {},
                           key.kind == object_kind::table ? key.name : key.parent,
                           {}};
    return from_.find(table) != nullptr && to_.find(table) != nullptr &&
           !changes_.is_dropped(table);
  }

  void write_drop(const step& s) {
    const schema_object& object = *from_.find(s.key);
    if (is_gone_with_ancestor(object) || is_of_view_or_type(object, from_)) return;
    const std::size_t first = plan_.size();
    add_all(s.key, drop_object(object));
    const object_kind kind = s.key.kind;
    // A partition's key can be attached to an index that is not a key.
    if (kind == object_kind::index && has_constraint(s.parts)) plan_.back().sql += " CASCADE";
    cascade_to_typed_tables(object, from_);
    const bool loses =
        kind == object_kind::table || kind == object_kind::column || kind == object_kind::sequence;
    for (std::size_t i = first; i < plan_.size(); ++i) {
      plan_[i].loses_data = loses;
      plan_[i].on_existing_table = is_on_existing_table(s.key);
    }
  }

  static bool has_constraint(const std::vector<object_key>& parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [](const object_key& each) { return each.kind == object_kind::constraint; });
  }

  /// True if a change of the type's attributes must reach tables too.
  bool has_typed_table(const object_key& type) const {
    return std::any_of(from_.objects().begin(), from_.objects().end(), [&](const auto& each) {
      return each.key.kind == object_kind::table && each.attributes.has("of_type") &&
             std::any_of(each.depends_on.begin(), each.depends_on.end(),
                         [&](const dependency& need) { return need.on == type; });
    });
  }

  void cascade_to_typed_tables(const schema_object& object, const database_schema& in) {
    if (object.key.kind != object_kind::type_attribute || plan_.empty()) return;
    const schema_object* type = parent_of(object.key, in);
    if (type != nullptr && has_typed_table(type->key)) plan_.back().sql += " CASCADE";
  }

  /// What a partition has from its parent goes with the parent's.
  bool is_gone_with_ancestor(const schema_object& object) const {
    if (!object.attributes.has("inherited")) return false;
    switch (object.key.kind) {
      case object_kind::trigger:
        return true;
      case object_kind::foreign_key:
      case object_kind::constraint:
      case object_kind::column:
        return heirs_.stays_heir(object.key);
      default:
        return false;
    }
  }

  /// What a partition gets from its parent is made with the parent's, or when it is attached.
  bool comes_with_ancestor(const schema_object& object) const {
    if (!object.attributes.has("inherited")) return false;
    switch (object.key.kind) {
      case object_kind::trigger:
      case object_kind::foreign_key:
        return true;
      case object_kind::constraint:
        return heirs_.stays_heir(object.key) &&
               object.attributes["definition"].starts_with("CHECK");
      case object_kind::column:
        return heirs_.stays_heir(object.key);
      default:
        return false;
    }
  }

  void write_create(const step& s) {
    const schema_object& object = *to_.find(s.key);
    const std::size_t first = plan_.size();
    if (changes_.of(s.key) == fate::replaced) add(s.key, rename_away(*from_.find(s.key)));
    if (!comes_with_ancestor(object)) {
      add_all(s.key, create_with_parts(object, s.parts, to_));
    } else if (is_valid_unlike_ancestor(object)) {
      add(s.key, validate_constraint(s.key));
    } else if (s.key.kind == object_kind::trigger) {
      add_all(s.key, state_of_heir(object));
    }
    cascade_to_typed_tables(object, to_);
    add_rights({}, object);
    if (s.key.kind == object_kind::inheritance) note_own_columns(object, plan_.back());
    for (const object_key& part : s.parts) add_rights({}, *to_.find(part));
    for (std::size_t i = first; i < plan_.size(); ++i) {
      plan_[i].on_existing_table = is_on_existing_table(s.key);
      plan_[i].can_fail_on_rows = i == first && plan_[i].on_existing_table &&
                                  can_fail_on_rows(object) &&
                                  default_in(object, s.parts, to_).empty();
      plan_[i].commit_before = uses_added_value(object);
    }
  }

  /// A column that was there when its table becomes an heir stays the table's own; the server has
  /// no statement for that.
  void note_own_columns(const schema_object& link, planned_statement& s) const {
    std::vector<std::string> own;
    for (const schema_object* each :
         to_.children(object_kind::column, link.key.schema, link.key.parent)) {
      if (each->attributes.has("inherited") && !changes_.is_created(each->key)) {
        own.push_back(each->key.name);
      }
    }
    if (own.empty()) return;
    s.note = fmt::format("not compared: whether a column of {} is inherited or its own ({})",
                         printable(parent_name(link.key)), printable(enumerate(own)));
  }

  /// A value that was added to an enum cannot be used before a COMMIT.
  bool uses_added_value(const schema_object& object) const {
    return std::any_of(object.depends_on.begin(), object.depends_on.end(), [&](const auto& each) {
      if (each.on.kind != object_kind::enum_type || changes_.of(each.on) != fate::altered) {
        return false;
      }
      return from_.find(each.on)->attributes["labels"] != to_.find(each.on)->attributes["labels"];
    });
  }

  /// A CHECK that was added NOT VALID to the parent is valid in partitions that came later.
  bool is_valid_unlike_ancestor(const schema_object& object) const {
    if (object.key.kind != object_kind::constraint) return false;
    const schema_object* ancestor = heirs_.ancestor_of(object.key);
    const std::string_view not_valid = " NOT VALID";
    return ancestor != nullptr && ancestor->attributes["definition"].ends_with(not_valid) &&
           !object.attributes["definition"].ends_with(not_valid);
  }

  /// A partition's trigger comes with the state of its parent's, or with the usual one: which it
  /// is depends on what was there first.
  texts state_of_heir(const schema_object& trigger) const {
    const schema_object* link = heirs::link_of(trigger.key, to_);
    const object_key* table = link == nullptr ? nullptr : heirs::followed_by(*link);
    if (table == nullptr) return {};
    const schema_object* parents =
        to_.find({object_kind::trigger, table->schema, table->name, trigger.key.name, {}});
    const bool is_usual = !trigger.attributes.has("enabled") &&
                          (parents == nullptr || !parents->attributes.has("enabled"));
    return is_usual ? texts() : set_trigger_state(trigger);
  }

  static std::string rename_away(const schema_object& type) {
    return "ALTER " + target_of(type) + " RENAME TO " + quote_identifier(replaced_name(type.key));
  }

  void write_finish(const object_key& key) {
    schema_object old_one = *from_.find(key);
    old_one.key.name = replaced_name(key);
    add(key, "DROP " + target_of(old_one));
  }

  void write_alter(const object_key& key) {
    const schema_object& before = *from_.find(key);
    const schema_object& after = *to_.find(key);
    const std::size_t first = plan_.size();
    add_all(key, key.kind == object_kind::column ? alter_one_column(before, after)
                                                 : alter_object(before, after));
    add_rights(before.attributes, after);
    for (std::size_t i = first; i < plan_.size(); ++i) {
      plan_[i].on_existing_table = is_on_existing_table(key);
      mark_effect_on_rows(plan_[i], before, after);
      plan_[i].commit_before = uses_added_value(after);
    }
  }

  texts alter_one_column(const schema_object& before, const schema_object& after) const {
    inherited_change inherited;
    const schema_object* ancestor = heirs_.ancestor_of(after.key);
    if (ancestor != nullptr && changes_.of(ancestor->key) == fate::altered) {
      const schema_object& old_one = *from_.find(ancestor->key);
      inherited.type = changes_.is_retyped(ancestor->key);
      inherited.not_null = old_one.attributes["not_null"] == before.attributes["not_null"] &&
                           ancestor->attributes["not_null"] == after.attributes["not_null"];
    }
    return alter_column(before, after, changes_.is_retyped(after.key), inherited);
  }

  void add_rights(const attributes& before, const schema_object& after) {
    attributes given = before;
    if (before.empty()) given.set("grants", default_grants(after, changes_, from_));
    add_all(after.key, comment_and_grant_changes(given, after));
  }

  const change_set& changes_;
  const database_schema& from_;
  const database_schema& to_;
  heirs heirs_;
  schema_plan plan_;
};

/// Of the objects in a circle, those that can be made anew instead of altered.
change_set::keys alterable(const std::vector<object_key>& circle, const change_set& changes) {
  change_set::keys found;
  for (const object_key& key : circle) {
    const bool can_go = key.kind == object_kind::view || key.kind == object_kind::function ||
                        key.kind == object_kind::column_default ||
                        key.kind == object_kind::aggregate;
    if (can_go && changes.of(key) == fate::altered) found.insert(key);
  }
  return found;
}

}  // namespace

schema_plan plan_changes(const database_schema& from, const database_schema& to) {
  change_set::keys anew;
  for (;;) {
    const change_set changes(from, to, anew);
    const ordered_steps ordered = order_steps(changes, from, to);
    if (ordered.in_circle.empty()) return plan_writer(changes, from, to).write(ordered.steps);
    const std::size_t known = anew.size();
    anew.merge(alterable(ordered.in_circle, changes));
    if (anew.size() > known) continue;
    throw error(error_kind::database,
                fmt::format("{} and {} each need the other first, so neither can be changed "
                            "first.",
                            printable(to_string(ordered.in_circle[0])),
                            printable(to_string(ordered.in_circle[1]))));
  }
}

}  // namespace fz::postgresql
