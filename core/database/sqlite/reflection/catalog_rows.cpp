#include "core/database/sqlite/reflection/catalog_rows.hpp"

#include <string>
#include <unordered_map>
#include <utility>

namespace fz::sqlite {

// Virtual tables have no root page; to ask for their columns would load their module.
const char* const schema_question =
    "WITH l AS MATERIALIZED (SELECT name, type, wr, strict FROM pragma_table_list"
    " WHERE schema = 'main')"
    " SELECT m.type, m.name, m.tbl_name, m.sql, l.type, l.wr, l.strict"
    " FROM main.sqlite_schema m LEFT JOIN l ON l.name = m.name AND m.type IN ('table', 'view')"
    " ORDER BY m.rowid";

const char* const columns_question =
    "SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden"
    " FROM main.sqlite_schema m, pragma_table_xinfo(m.name, 'main') x"
    " WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.rowid, x.cid";

const char* const indexes_question =
    "SELECT m.name, l.name, l.\"unique\", l.origin, l.partial, x.name, x.\"desc\""
    " FROM main.sqlite_schema m, pragma_index_list(m.name, 'main') l,"
    " pragma_index_xinfo(l.name, 'main') x"
    " WHERE m.type = 'table' AND m.rootpage > 0 AND x.key ORDER BY m.rowid, l.seq, x.seqno";

const char* const foreign_keys_question =
    "SELECT m.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete"
    " FROM main.sqlite_schema m, pragma_foreign_key_list(m.name, 'main') f"
    " WHERE m.type = 'table' AND m.rootpage > 0 ORDER BY m.rowid, f.id, f.seq";

namespace {

std::string text(const value& v) {
  const auto* found = std::get_if<std::string>(&v);
  return found == nullptr ? std::string() : *found;
}

std::int64_t number(const value& v) {
  const auto* found = std::get_if<std::int64_t>(&v);
  return found == nullptr ? 0 : *found;
}

catalog_entry::kind kind_of(const std::string& type, const std::string& listed) {
  if (type == "index") return catalog_entry::kind::index;
  if (type == "trigger") return catalog_entry::kind::trigger;
  if (type == "view") return catalog_entry::kind::view;
  if (listed == "virtual") return catalog_entry::kind::virtual_table;
  if (listed == "shadow") return catalog_entry::kind::shadow_table;
  return catalog_entry::kind::table;
}

catalog_entry entry_of(const row& r) {
  catalog_entry entry;
  const std::string type = text(r[0]);
  entry.what = kind_of(type, text(r[4]));
  entry.name = text(r[1]);
  if (type == "index" || type == "trigger") entry.table = text(r[2]);
  entry.sql = text(r[3]);
  entry.without_rowid = number(r[5]) != 0;
  entry.strict = number(r[6]) != 0;
  return entry;
}

class catalog_builder {
 public:
  explicit catalog_builder(const catalog_rows& rows) {
    entries_.reserve(rows.schema.size());
    for (const row& r : rows.schema) entries_.push_back(entry_of(r));
    for (catalog_entry& e : entries_) {
      if (e.table.empty()) tables_.emplace(e.name, &e);
    }
    for (const row& r : rows.columns) add_column(r);
    for (const row& r : rows.indexes) add_index_column(r);
    for (const row& r : rows.foreign_keys) add_foreign_key_column(r);
  }

  catalog take() { return std::move(entries_); }

 private:
  void add_column(const row& r) {
    catalog_column column{text(r[1]), text(r[2]), number(r[3]) != 0};
    if (!is_null(r[4])) column.default_value = text(r[4]);
    column.key_position = number(r[5]);
    column.hidden = number(r[6]);
    table(r).columns.push_back(std::move(column));
  }

  void add_index_column(const row& r) {
    auto& indexes = table(r).indexes;
    const std::string name = text(r[1]);
    if (indexes.empty() || indexes.back().name != name) {
      indexes.push_back({name, number(r[2]) != 0, text(r[3]), number(r[4]) != 0});
    }
    indexes.back().columns.push_back(text(r[5]));
    indexes.back().descending.push_back(number(r[6]) != 0);
  }

  void add_foreign_key_column(const row& r) {
    auto& keys = table(r).foreign_keys;
    const bool is_new = last_foreign_key_table_ != text(r[0]) || last_foreign_key_ != number(r[1]);
    last_foreign_key_table_ = text(r[0]);
    last_foreign_key_ = number(r[1]);
    if (is_new) keys.push_back({text(r[2]), {}, {}, text(r[5]), text(r[6])});
    keys.back().columns.push_back(text(r[3]));
    if (!is_null(r[4])) keys.back().referenced.push_back(text(r[4]));
  }

  catalog_entry& table(const row& r) { return *tables_.at(text(r[0])); }

  catalog entries_;
  std::unordered_map<std::string, catalog_entry*> tables_;
  std::string last_foreign_key_table_;
  std::int64_t last_foreign_key_ = -1;
};

}  // namespace

catalog catalog_of(const catalog_rows& rows) { return catalog_builder(rows).take(); }

}  // namespace fz::sqlite
