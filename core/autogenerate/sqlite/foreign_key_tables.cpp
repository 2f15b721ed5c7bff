#include "core/autogenerate/sqlite/foreign_key_tables.hpp"

#include "core/schema/sqlite/object_text.hpp"
#include "core/util/text.hpp"

#include <algorithm>
#include <map>

namespace fz::sqlite {
namespace {

using column_set = std::set<std::string>;

column_set columns_of(const std::vector<key_part>& parts) {
  column_set columns;
  for (const key_part& part : parts) columns.insert(to_lower(part.column));
  return columns;
}

class referring_tables {
 public:
  explicit referring_tables(const database_schema& schema) : schema_(schema) {
    for (const schema_object& object : schema.objects()) {
      if (object.key.kind != object_kind::table) continue;
      tables_.emplace(object.key.name, read_table(object.definition));
    }
  }

  bool refers_to_one_of(const std::string& table, const std::set<std::string>& touched) const {
    const auto& keys = tables_.at(table).foreign_keys;
    if (keys.empty()) return false;
    return touched.count(table) > 0 || std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
             return touched.count(to_lower(key.table)) > 0;
           });
  }

  bool has(const std::string& table) const { return tables_.count(table) > 0; }

  /// True if every key of the table refers to a table that is not there, or to a key of one.
  bool can_be_checked(const std::string& table) const {
    const auto& keys = tables_.at(table).foreign_keys;
    return std::all_of(keys.begin(), keys.end(), [&](const foreign_key_text& key) {
      const auto parent = tables_.find(to_lower(key.table));
      return parent == tables_.end() ? is_missing(key.table) : has_key(parent->second, key);
    });
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& [name, text] : tables_) names.push_back(name);
    return names;
  }

 private:
  /// A view, or a table that could not be read, makes a mismatch.
  bool is_missing(const std::string& table) const {
    const std::string lower = to_lower(table);
    if (schema_.find({object_kind::view, {}, {}, lower, {}}) != nullptr) return false;
    return schema_.rest().empty();
  }

  bool has_key(const table_text& parent, const foreign_key_text& key) const {
    column_set wanted;
    for (const std::string& column : key.referenced) wanted.insert(to_lower(column));
    if (wanted.empty()) {
      const key_text* primary = parent.primary_key();
      return primary != nullptr && columns_of(primary->parts).size() == key.columns.size();
    }
    return has_key(parent, wanted);
  }

  bool has_key(const table_text& parent, const column_set& wanted) const {
    for (const key_text& key : parent.keys) {
      if (columns_of(key.parts) == wanted && has_usual_collations(parent, key.parts)) return true;
    }
    for (const schema_object* object :
         schema_.children(object_kind::index, "", to_lower(parent.name))) {
      const index_text index = read_index(object->definition);
      const bool is_key = index.unique && !index.where && columns_of(index.parts) == wanted;
      if (is_key && has_usual_collations(parent, index.parts)) return true;
    }
    return false;
  }

  static bool has_usual_collations(const table_text& table, const std::vector<key_part>& parts) {
    return std::all_of(parts.begin(), parts.end(), [&](const key_part& part) {
      const column_text* column = table.column(part.column);
      return part.collation.empty() ||
             (column != nullptr && to_lower(column->collation) == to_lower(part.collation));
    });
  }

  const database_schema& schema_;
  std::map<std::string, table_text> tables_;
};

}  // namespace

foreign_key_tables find_foreign_key_tables(const database_schema& from, const database_schema& to,
                                           const std::set<std::string>& touched) {
  const referring_tables before(from);
  const referring_tables after(to);
  foreign_key_tables found;
  for (const std::string& table : before.names()) {
    const bool is_left_out =
        !before.can_be_checked(table) || (after.has(table) && !after.can_be_checked(table));
    if (!is_left_out && before.refers_to_one_of(table, touched)) found.before.push_back(table);
  }
  for (const std::string& table : after.names()) {
    const bool is_left_out =
        !after.can_be_checked(table) || (before.has(table) && !before.can_be_checked(table));
    if (!is_left_out && after.refers_to_one_of(table, touched)) found.after.push_back(table);
  }
  return found;
}

}  // namespace fz::sqlite
