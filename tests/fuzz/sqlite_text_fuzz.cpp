#include "core/autogenerate/sqlite/altered_text.hpp"
#include "core/schema/sqlite/describe_table.hpp"
#include "core/schema/sqlite/dump.hpp"
#include "core/schema/sqlite/object_text.hpp"
#include "core/util/error.hpp"
#include "tests/fuzz/expect.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fz::sqlite {
namespace {

bool is_same(const std::vector<schema_object>& a, const std::vector<schema_object>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].key != b[i].key || a[i].attributes != b[i].attributes) return false;
  }
  return true;
}

/// The text with blanks and comments made one blank says the same.
std::string squeezed(const std::string& sql) {
  token_reader in(sql);
  const std::size_t first = in.index();
  while (!in.at_end()) in.take_any();
  return in.between(first, in.index()).text;
}

void check_table(const std::string& sql) {
  const table_text table = read_table(sql);
  expect(!table.columns.empty(), "a table has a column");
  expect(table.name_begin < table.name_end && table.name_end <= sql.size(), "its name is in it");
  std::size_t end = table.name_end;
  for (const column_text& c : table.columns) {
    expect(c.begin >= end && c.end > c.begin, "columns follow each other");
    end = c.end;
  }
  expect(table.columns_end >= end && table.columns_end < sql.size(), "and end before the )");
  const auto described = describe_table(table, sql);
  const std::string again = squeezed(sql);
  expect(is_same(described, describe_table(read_table(again), again)), "blanks do not count");
  const std::string more = with_column_added(sql, table, "fz_added INT");
  expect(read_table(more).columns.size() == table.columns.size() + 1, "a column can be added");
}

template <class Check>
void try_to_read(const Check& check) {
  try {
    check();
  } catch (const error& refused) {
    ::expect(refused.kind() == error_kind::script, "what cannot be read is an error of the text");
  }
}

}  // namespace
}  // namespace fz::sqlite

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fz::sqlite;
  const std::string sql(reinterpret_cast<const char*>(data), size);
  try_to_read([&] { check_table(sql); });
  try_to_read([&] { describe_index(read_index(sql), sql); });
  try_to_read([&] { describe_view(read_view(sql), sql); });
  try_to_read([&] { describe_trigger(read_trigger(sql), sql); });
  try_to_read([&] { terminated(text_form(sql)); });
  return 0;
}
