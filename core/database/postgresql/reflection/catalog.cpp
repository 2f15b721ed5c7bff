#include "core/database/postgresql/reflection/catalog.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <variant>

namespace fz::postgresql {

bool catalog::is_left_out(const object_key& key) const {
  if (key.kind != object_kind::table && key.kind != object_kind::sequence) return false;
  return std::any_of(left_out_.begin(), left_out_.end(), [&](const table_name& each) {
    return each.name == key.name && (each.schema.empty() || each.schema == key.schema);
  });
}

void catalog::add(address where, schema_object object) {
  if (members_.count(where) > 0 || is_left_out(object.key)) return;
  by_address_.emplace(where, objects_.size());
  objects_.push_back(std::move(object));
}

void catalog::alias(address where, address of) { aliases_.emplace(where, of); }

void catalog::add_member(address where, std::int64_t extension) {
  members_.emplace(where, extension);
  aliases_.emplace(where, address{pg_extension, extension});
}

const std::size_t* catalog::index_of(address where) const {
  const auto found = by_address_.find(where);
  return found == by_address_.end() ? nullptr : &found->second;
}

schema_object* catalog::find_itself(address where) {
  const std::size_t* index = index_of(where);
  return index == nullptr ? nullptr : &objects_[*index];
}

bool catalog::contains(const object_key& key) const {
  return std::any_of(objects_.begin(), objects_.end(),
                     [&](const schema_object& each) { return each.key == key; });
}

schema_object* catalog::find(address where) {
  constexpr int longest = 5;  // an array of a row type of a table of an extension
  for (int i = 0; i < longest; ++i) {
    if (const std::size_t* index = index_of(where)) return &objects_[*index];
    const auto alias = aliases_.find(where);
    if (alias != aliases_.end()) {
      where = alias->second;
    } else if (where.sub != 0) {
      where.sub = 0;
    } else {
      break;
    }
  }
  return nullptr;
}

void catalog::add_not_compared(const std::string& kind, std::string name) {
  if (rest_.empty() || rest_.back().kind != kind) rest_.push_back({kind, {}});
  rest_.back().names.push_back(std::move(name));
}

void catalog::depend(address from, address on, dependency_kind kind) {
  schema_object* object = find(from);
  const schema_object* other = find(on);
  if (object == nullptr || other == nullptr || object == other) return;
  const dependency found{other->key, kind};
  auto& all = object->depends_on;
  if (std::find(all.begin(), all.end(), found) == all.end()) all.push_back(found);
}

namespace {

/// Lines of `revoked` that are not about the owner.
std::string without_owner(const std::string& revoked) {
  std::vector<std::string> lines;
  for (const std::string_view each : split(revoked, '\n')) {
    if (!each.starts_with("ALL FROM ")) lines.emplace_back(each);
  }
  return join(lines, "\n");
}

}  // namespace

database_schema catalog::build() && {
  for (schema_object& each : objects_) {
    // What an owner has not can only be the same where the owner is.
    const bool is_restricted = each.key.kind != object_kind::default_privileges &&
                               each.attributes["revoked"].find("ALL FROM ") != std::string::npos;
    if (is_restricted) {
      add_not_compared("restricted owner", qualified_name(each.key));
      each.attributes.set("revoked", without_owner(each.attributes["revoked"]));
    }
    std::sort(each.depends_on.begin(), each.depends_on.end(),
              [](const dependency& a, const dependency& b) {
                return std::tie(a.on, a.kind) < std::tie(b.on, b.kind);
              });
  }
  return {dialect::postgresql, std::move(objects_), std::move(rest_)};
}

std::string text_of(const row& r, std::string_view column) {
  const value& v = r[column];
  return is_null(v) ? std::string() : to_string(v);
}

std::int64_t number_of(const row& r, std::string_view column) {
  const auto* number = std::get_if<std::int64_t>(&r[column]);
  return number == nullptr ? 0 : *number;
}

schema_object object_of(const row& r, object_key key) {
  schema_object object{std::move(key), {}, {}, 0};
  for (std::size_t i = 0; i < r.size(); ++i) {
    const std::string& name = r.names()[i];
    if (!name.starts_with('_') && !is_null(r[i])) object.attributes.set(name, to_string(r[i]));
  }
  return object;
}

object_key child_key(object_kind kind, const object_key& parent, std::string name) {
  return {kind, parent.schema, parent.name, std::move(name), {}};
}

}  // namespace fz::postgresql
