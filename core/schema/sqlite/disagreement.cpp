#include "core/schema/sqlite/disagreement.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace fz::sqlite {
namespace {

/// A type or a default of the PRAGMAs in the form that is compared; "" if it has none.
std::string form_of(const std::string& text) {
  try {
    const token_reader in(text);
    token_reader to_the_end = in;
    while (!to_the_end.at_end()) to_the_end.take_any();
    return in.between(0, to_the_end.index()).form;
  } catch (const error&) {  // a quoted type may be anything
    return to_lower(text);
  }
}

bool is_in_key(const key_text* key, const column_text& c) {
  return key != nullptr && std::any_of(key->parts.begin(), key->parts.end(), [&](const auto& p) {
           return to_lower(p.column) == to_lower(c.name);
         });
}

/// SQLite makes the columns of a primary key NOT NULL in tables WITHOUT ROWID and in STRICT ones.
bool must_not_be_null(const table_text& table, const column_text& c) {
  if (c.not_null()) return true;
  if (!is_in_key(table.primary_key(), c)) return false;
  return table.without_rowid || (table.strict && table.rowid_column() != &c);
}

/// DEFAULT (expression) loses its parentheses in the PRAGMA.
std::string default_form(const column_text& c) {
  if (!c.default_value) return "";
  const std::string& text = c.default_value->text;
  return form_of(text.starts_with('(') ? text.substr(1, text.size() - 2) : text);
}

std::int64_t hidden(const column_text& c) {
  if (!c.generated) return 0;
  return c.generated->storage == "stored" ? 3 : 2;
}

/// SQLite cuts GENERATED ALWAYS off a type, but only ALWAYS where a comment is between the two.
bool is_same_type(const column_text& c, const std::string& pragma) {
  const std::string form = form_of(pragma);
  if (c.type.form == to_lower(pragma) || c.type.form == form) return true;
  return c.generated && trim(c.type.form + " generated") == form;
}

std::string disagreement(const table_text& table, const column_text& text,
                         const catalog_column& pragma) {
  const auto of_column = [&](std::string_view what) {
    return fmt::format("the {} of its column {}", what, quote(pragma.name));
  };
  if (text.name != pragma.name) return of_column("name");
  if (!is_same_type(text, pragma.type)) return of_column("type");
  if (must_not_be_null(table, text) != pragma.not_null) return of_column("NOT NULL");
  if (hidden(text) != pragma.hidden) return of_column("GENERATED");
  if (!text.generated && default_form(text) != form_of(pragma.default_value.value_or(""))) {
    return of_column("default");
  }
  if (is_in_key(table.primary_key(), text) != (pragma.key_position > 0)) {
    return of_column("place in the primary key");
  }
  return "";
}

using key_columns = std::vector<std::string>;

key_columns columns_of(const std::vector<key_part>& parts) {
  key_columns columns;
  for (const key_part& part : parts) columns.push_back(to_lower(part.column));
  return columns;
}

key_columns in_lower_case(const std::vector<std::string>& names) {
  key_columns lower;
  for (const std::string& name : names) lower.push_back(to_lower(name));
  return lower;
}

/// The columns of all its UNIQUE constraints and of the primary key; two over the same columns have
/// one index. An INTEGER PRIMARY KEY has none.
std::set<key_columns> keys_of(const table_text& table) {
  std::set<key_columns> keys;
  for (const key_text& key : table.keys) {
    if (key.primary && table.rowid_column() != nullptr) continue;
    keys.insert(columns_of(key.parts));
  }
  return keys;
}

std::set<key_columns> keys_of(const catalog_entry& table) {
  std::set<key_columns> keys;
  for (const catalog_index& index : table.indexes) {
    if (index.origin != "c") keys.insert(in_lower_case(index.columns));
  }
  return keys;
}

/// A column that is named twice in a key counts once in the index.
std::set<key_columns> each_column_once(const std::set<key_columns>& keys) {
  std::set<key_columns> result;
  for (const key_columns& key : keys) {
    key_columns once;
    for (const std::string& column : key) {
      if (std::find(once.begin(), once.end(), column) == once.end()) once.push_back(column);
    }
    result.insert(once);
  }
  return result;
}

using foreign_keys =
    std::multiset<std::tuple<std::string, key_columns, key_columns, std::string, std::string>>;

std::string action_or_usual(const std::string& action) {
  return action.empty() ? "no action" : action;
}

foreign_keys foreign_keys_of(const table_text& table) {
  foreign_keys keys;
  for (const foreign_key_text& key : table.foreign_keys) {
    keys.emplace(to_lower(key.table), in_lower_case(key.columns), in_lower_case(key.referenced),
                 action_or_usual(key.on_update), action_or_usual(key.on_delete));
  }
  return keys;
}

foreign_keys foreign_keys_of(const catalog_entry& table) {
  foreign_keys keys;
  for (const catalog_foreign_key& key : table.foreign_keys) {
    keys.emplace(to_lower(key.table), in_lower_case(key.columns), in_lower_case(key.referenced),
                 to_lower(key.on_update), to_lower(key.on_delete));
  }
  return keys;
}

}  // namespace

std::string disagreement(const table_text& text, const catalog_entry& table) {
  if (to_lower(text.name) != to_lower(table.name)) return "its name";
  if (text.columns.size() != table.columns.size()) return "the number of its columns";
  for (std::size_t i = 0; i < text.columns.size(); ++i) {
    std::string found = disagreement(text, text.columns[i], table.columns[i]);
    if (!found.empty()) return found;
  }
  if (text.without_rowid != table.without_rowid) return "WITHOUT ROWID";
  if (text.strict != table.strict) return "STRICT";
  if (each_column_once(keys_of(text)) != each_column_once(keys_of(table))) return "its keys";
  if (foreign_keys_of(text) != foreign_keys_of(table)) return "its foreign keys";
  return "";
}

std::string disagreement(const index_text& text, const catalog_index& index) {
  if (text.unique != index.unique) return "UNIQUE";
  if (text.where.has_value() != index.partial) return "WHERE";
  if (text.parts.size() != index.columns.size()) return "the number of its columns";
  for (std::size_t i = 0; i < text.parts.size(); ++i) {
    const bool same_column =
        to_lower(text.parts[i].column) == to_lower(index.columns[i]) || index.columns[i].empty();
    if (!same_column) return fmt::format("its column {}", quote(index.columns[i]));
    if (text.parts[i].descending != index.descending[i]) return "the order of a column";
  }
  return "";
}

}  // namespace fz::sqlite
