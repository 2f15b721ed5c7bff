#include "core/autogenerate/sqlite/row_effects.hpp"

#include <algorithm>

namespace fz::sqlite {
namespace {

/// A new constraint may find rows that it does not allow.
bool can_fail(const difference& d, const database_schema& to) {
  using change = difference::kind;
  if (d.what == change::removed) return false;
  if (d.object.kind != object_kind::column) return true;
  const attributes& wanted = to.find(d.object)->attributes;
  const bool must_not_be_null = wanted.has("not_null");
  if (d.what == change::added) return must_not_be_null && !wanted.has("default");
  return must_not_be_null && std::any_of(d.changes.begin(), d.changes.end(),
                                         [](const auto& c) { return c.name == "not_null"; });
}

}  // namespace

bool can_fail_on_rows(const std::vector<difference>& of_table, const database_schema& to) {
  return std::any_of(of_table.begin(), of_table.end(),
                     [&](const difference& d) { return can_fail(d, to); });
}

}  // namespace fz::sqlite
