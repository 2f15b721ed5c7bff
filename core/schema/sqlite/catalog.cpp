#include "core/schema/sqlite/catalog.hpp"

#include "core/schema/sqlite/describe_table.hpp"
#include "core/schema/sqlite/disagreement.hpp"
#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace fz::sqlite {
namespace {

using entry_kind = catalog_entry::kind;

class catalog_reader {
 public:
  catalog_reader(const catalog& entries, const std::vector<std::string>& left_out)
      : entries_(entries) {
    for (const std::string& name : left_out) left_out_.insert(to_lower(name));
    for (const catalog_entry& e : entries) {
      if (e.what != entry_kind::index && e.what != entry_kind::trigger && is_ours(e)) {
        relations_.emplace(to_lower(e.name), e.what);
      }
    }
  }

  database_schema read() {
    for (const catalog_entry& e : entries_) {
      if (is_ours(e) && (e.what == entry_kind::table || e.what == entry_kind::view)) keep(e);
    }
    for (const catalog_entry& e : entries_) {
      if (!is_ours(e)) continue;
      if (e.what == entry_kind::virtual_table) rest_["virtual table"].push_back(e.name);
      if (e.what == entry_kind::shadow_table) rest_["shadow table"].push_back(e.name);
      if (e.what == entry_kind::index || e.what == entry_kind::trigger) keep(e);
    }
    return database_schema(dialect::sqlite, std::move(objects_), named_rest());
  }

 private:
  bool is_ours(const catalog_entry& e) const {
    const std::string table = to_lower(e.table.empty() ? e.name : e.table);
    return !to_lower(e.name).starts_with("sqlite_") && left_out_.count(table) == 0;
  }

  void keep(const catalog_entry& e) {
    try {
      switch (e.what) {
        case entry_kind::table:
          return keep_table(e);
        case entry_kind::view:
          return keep_view(e);
        case entry_kind::index:
          return keep_index(e);
        default:
          return keep_trigger(e);
      }
    } catch (const error& failure) {
      pass_over(e, fmt::format("its text cannot be read: {}", failure.what()));
    }
  }

  void pass_over(const catalog_entry& e, const std::string& why) {
    rest_["object"].push_back(fmt::format("{}: {}", e.name, why));
  }

  void keep_table(const catalog_entry& e) {
    const table_text text = read_table(e.sql);
    const std::string what = disagreement(text, e);
    if (!what.empty()) {
      return pass_over(e, fmt::format("its text and SQLite's PRAGMAs do not agree on {}", what));
    }
    for (const catalog_index& index : e.indexes) indexes_.emplace(to_lower(index.name), &index);
    described_.insert(to_lower(e.name));
    std::vector<schema_object> objects = describe_table(text, e.sql);
    std::move(objects.begin(), objects.end(), std::back_inserter(objects_));
  }

  void keep_view(const catalog_entry& e) {
    described_.insert(to_lower(e.name));
    const view_text text = read_view(e.sql);
    schema_object object = describe_view(text, e.sql);
    add_dependencies(object, text.words);
    objects_.push_back(std::move(object));
  }

  void keep_index(const catalog_entry& e) {
    if (e.sql.empty()) return;  // it belongs to a constraint
    const index_text text = read_index(e.sql);
    if (!has_table(e)) return;
    const auto pragma = indexes_.find(to_lower(e.name));
    if (pragma != indexes_.end()) {
      const std::string what = disagreement(text, *pragma->second);
      if (!what.empty()) {
        return pass_over(e, fmt::format("its text and SQLite's PRAGMAs do not agree on {}", what));
      }
    }
    objects_.push_back(describe_index(text, e.sql));
  }

  void keep_trigger(const catalog_entry& e) {
    const trigger_text text = read_trigger(e.sql);
    if (!has_table(e)) return;
    schema_object object = describe_trigger(text, e.sql);
    add_dependencies(object, text.words);
    objects_.push_back(std::move(object));
  }

  bool has_table(const catalog_entry& e) {
    const bool found = described_.count(to_lower(e.table)) > 0;
    if (!found) pass_over(e, fmt::format("nor is its table {}", e.table));
    return found;
  }

  /// A view or trigger depends on every table and view whose name its text contains: SQLite does
  /// not say more, and to depend on too much does no harm.
  void add_dependencies(schema_object& object, const std::vector<std::string>& words) const {
    for (const std::string& word : words) {
      const auto found = relations_.find(word);
      if (found == relations_.end() || word == object.key.name || word == object.key.parent) {
        continue;
      }
      const bool is_view = found->second == entry_kind::view;
      object.depends_on.push_back(
          {{is_view ? object_kind::view : object_kind::table, {}, {}, word, {}},
           dependency_kind::normal});
    }
  }

  std::vector<not_compared> named_rest() {
    std::vector<not_compared> rest;
    for (auto& [kind, names] : rest_) {
      std::sort(names.begin(), names.end());
      rest.push_back({kind, std::move(names)});
    }
    return rest;
  }

  const catalog& entries_;
  std::unordered_set<std::string> left_out_;
  std::unordered_map<std::string, entry_kind> relations_;  // tables and views, by their lower name
  std::unordered_map<std::string, const catalog_index*> indexes_;
  std::unordered_set<std::string> described_;
  std::vector<schema_object> objects_;
  std::map<std::string, std::vector<std::string>> rest_;
};

}  // namespace

database_schema describe_catalog(const catalog& entries, const std::vector<std::string>& left_out) {
  return catalog_reader(entries, left_out).read();
}

}  // namespace fz::sqlite
