#include "core/autogenerate/sqlite/table_rebuild.hpp"

#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/sql/quoting.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

namespace fz::sqlite {

namespace {

/// A name of the rowid that no column has taken; "" if all three are taken.
std::string rowid_name(const table_text& table) {
  if (table.without_rowid) return "";
  for (const std::string_view name : {"rowid", "_rowid_", "oid"}) {
    if (table.column(name) == nullptr) return std::string(name);
  }
  return "";
}

const column_text* source_of(const table_rebuild& rebuild, const column_text& column) {
  const auto old_name = rebuild.renamed.find(to_lower(column.name));
  return rebuild.from.column(old_name == rebuild.renamed.end() ? column.name : old_name->second);
}

struct copied_columns {
  std::vector<std::string> into;
  std::vector<std::string> from;

  void add(std::string_view to, std::string_view source) {
    into.push_back(quoted_name(to));
    from.push_back(quoted_name(source));
  }
};

/// The rowid is copied where it has no column of its own that is copied anyway.
void add_rowid(copied_columns& copied, const table_rebuild& rebuild) {
  const std::string from = rowid_name(rebuild.from);
  if (from.empty()) return;
  const column_text* column = rebuild.to.rowid_column();
  if (column != nullptr) {
    if (source_of(rebuild, *column) == nullptr) copied.add(column->name, from);
  } else if (const std::string to = rowid_name(rebuild.to); !to.empty()) {
    copied.add(to, from);
  }
}

copied_columns copied(const table_rebuild& rebuild) {
  copied_columns columns;
  add_rowid(columns, rebuild);
  for (const column_text& column : rebuild.to.columns) {
    const column_text* source = source_of(rebuild, column);
    if (source != nullptr && !column.generated) columns.add(column.name, source->name);
  }
  return columns;
}

bool counts_up(const table_text& table) {
  const key_text* key = table.primary_key();
  return key != nullptr && key->autoincrement;
}

/// Writes the statements of one rebuild.
class rebuild_writer {
 public:
  explicit rebuild_writer(const table_rebuild& rebuild)
      : rebuild_(rebuild),
        columns_(copied(rebuild)),
        table_(quoted_name(rebuild.to.name)),
        old_(quoted_name(rebuild.set_aside)) {}

  rebuild_steps write() {
    rebuild_steps steps;
    if (names_itself(rebuild_.from_sql, rebuild_.from)) {
      set_aside_by_copy();
    } else {
      add("ALTER TABLE {} RENAME TO {}", quoted_name(rebuild_.from.name), old_);
    }
    steps.set_aside = std::exchange(statements_, {rebuild_.create});
    if (!columns_.into.empty()) steps.copy = copy();
    if (counts_up(rebuild_.from)) keep_sequence();
    steps.fill = std::move(statements_);
    steps.drop = fmt::format("DROP TABLE {}", old_);
    return steps;
  }

 private:
  template <class... Values>
  void add(fmt::format_string<const Values&...> sql, const Values&... values) {
    statements_.push_back(fmt::format(sql, values...));
  }

  /// A CHECK that names its own table would not stand a rename.
  void set_aside_by_copy() {
    std::vector<std::string> copies;
    for (std::size_t i = 0; i < columns_.from.size(); ++i) {
      std::string name = fmt::format("c{}", i + 1);
      copies.push_back(fmt::format("{} AS {}", columns_.from[i], name));
      columns_.from[i] = std::move(name);
    }
    const std::string from = quoted_name(rebuild_.from.name);
    const std::string what = copies.empty() ? "1 AS nothing" : join(copies, ", ");
    add("CREATE TABLE {} AS\n  SELECT {} FROM {}", old_, what, from);
    if (counts_up(rebuild_.from)) {
      add("UPDATE sqlite_sequence SET name = {} WHERE name = {}",
          string_literal(rebuild_.set_aside), string_literal(rebuild_.from.name));
    }
    add("DROP TABLE {}", from);
  }

  std::string copy() {
    add("INSERT OR ROLLBACK INTO {} ({})\n  SELECT {} FROM {}", table_, join(columns_.into, ", "),
        join(columns_.from, ", "), old_);
    std::string copying = statements_.back();
    add("INSERT OR ROLLBACK INTO temp.fz_guard (copied)\n"
        "  SELECT (SELECT count(*) FROM {}) = (SELECT count(*) FROM {})",
        table_, old_);
    return copying;
  }

  /// The highest number ever given, not the highest that is there.
  void keep_sequence() {
    const std::string table = string_literal(rebuild_.to.name);
    const std::string old = string_literal(rebuild_.set_aside);
    if (counts_up(rebuild_.to)) {
      add("DELETE FROM sqlite_sequence WHERE name = {}", table);
      add("INSERT INTO sqlite_sequence (name, seq)\n"
          "  SELECT {}, seq FROM sqlite_sequence WHERE name = {}",
          table, old);
    }
    add("DELETE FROM sqlite_sequence WHERE name = {}", old);
  }

  const table_rebuild& rebuild_;
  copied_columns columns_;
  const std::string table_;
  const std::string old_;
  std::vector<std::string> statements_;
};

}  // namespace

rebuild_steps steps_of(const table_rebuild& rebuild) { return rebuild_writer(rebuild).write(); }

std::vector<std::string> lost_columns(const table_rebuild& rebuild) {
  std::vector<std::string> lost;
  for (const column_text& column : rebuild.from.columns) {
    bool is_kept = column.generated.has_value();
    for (const column_text& other : rebuild.to.columns) {
      is_kept = is_kept || (source_of(rebuild, other) == &column && !other.generated);
    }
    if (!is_kept) lost.push_back(column.name);
  }
  return lost;
}

}  // namespace fz::sqlite
