#include "core/autogenerate/equal_prints.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace fz {
namespace {

constexpr std::array<std::string_view, 6> expression_attributes = {
    "definition", "expression", "generated", "using", "with_check", "default"};

bool has_expression(object_kind kind) {
  return kind != object_kind::function && kind != object_kind::statistics;
}

bool differ(const attributes& a, const attributes& b) {
  return std::any_of(expression_attributes.begin(), expression_attributes.end(),
                     [&](std::string_view name) { return a[name] != b[name]; });
}

/// Takes the texts over that are the same when they are printed again.
void take_over(attributes& into, const attributes& from_again, const attributes& to,
               const attributes& to_again) {
  for (const std::string_view name : expression_attributes) {
    if (from_again[name] == to_again[name]) into.set(name, to[name]);
  }
}

}  // namespace

std::vector<object_key> different_expressions(const database_schema& from,
                                              const database_schema& to) {
  std::vector<object_key> found;
  for (const schema_object& each : from.objects()) {
    if (!has_expression(each.key.kind)) continue;
    const schema_object* other = to.find(each.key);
    if (other != nullptr && differ(each.attributes, other->attributes)) found.push_back(each.key);
  }
  return found;
}

database_schema with_equal_prints(const database_schema& from, const database_schema& from_again,
                                  const database_schema& to, const database_schema& to_again) {
  std::vector<schema_object> objects = from.objects();
  for (schema_object& each : objects) {
    const schema_object* other = to.find(each.key);
    const schema_object* again = from_again.find(each.key);
    const schema_object* other_again = to_again.find(each.key);
    const bool is_everywhere = other != nullptr && again != nullptr && other_again != nullptr;
    if (!is_everywhere || !has_expression(each.key.kind)) continue;
    take_over(each.attributes, again->attributes, other->attributes, other_again->attributes);
  }
  return {from.dialect(), std::move(objects), from.rest()};
}

}  // namespace fz
