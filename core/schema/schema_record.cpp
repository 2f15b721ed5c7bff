#include "core/schema/schema_record.hpp"

#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

namespace fz {
namespace {

constexpr std::string_view heading = "fz schema 1\n";

/// Numbers end with a blank, texts follow their length.
class record_writer {
 public:
  explicit record_writer(std::string& to) : to_(to) {}

  void number(std::size_t n) { to_ += std::to_string(n) + ' '; }
  void text(const std::string& t) {
    number(t.size());
    to_ += t;
  }
  void key(const object_key& k) {
    number(static_cast<std::size_t>(k.kind));
    for (const std::string* each : {&k.schema, &k.parent, &k.name, &k.signature}) text(*each);
  }

 private:
  std::string& to_;
};

/// Reads what record_writer wrote; once something does not fit, everything is empty.
class record_reader {
 public:
  explicit record_reader(std::string_view from) : from_(from) {}

  bool is_good() const { return good_; }
  bool at_end() const { return at_ == from_.size(); }

  std::size_t number() {
    std::size_t n = 0;
    const char* end = from_.data() + from_.size();
    const auto [stop, problem] = std::from_chars(from_.data() + at_, end, n);
    if (!good_ || problem != std::errc{} || stop == end || *stop != ' ') return fail();
    at_ = static_cast<std::size_t>(stop - from_.data()) + 1;
    return n;
  }

  /// Of something that takes a byte at least.
  std::size_t count() {
    const std::size_t n = number();
    return n <= from_.size() - at_ ? n : fail();
  }

  std::string text() {
    const std::size_t size = count();
    at_ += size;
    return std::string(from_.substr(at_ - size, size));
  }

  object_key key() {
    object_key k;
    const std::size_t kind = number();
    if (kind > static_cast<std::size_t>(object_kind::default_privileges)) fail();
    if (good_) k.kind = static_cast<object_kind>(kind);
    for (std::string* each : {&k.schema, &k.parent, &k.name, &k.signature}) *each = text();
    return k;
  }

 private:
  std::size_t fail() {
    good_ = false;
    at_ = from_.size();
    return 0;
  }

  std::string_view from_;
  std::size_t at_ = 0;
  bool good_ = true;
};

void write(record_writer& to, const schema_object& object) {
  to.key(object.key);
  std::size_t count = 0;
  for (auto at = object.attributes.begin(); at != object.attributes.end(); ++at) ++count;
  to.number(count);
  for (const auto& [name, value] : object.attributes) {
    to.text(name);
    to.text(value);
  }
  to.number(object.depends_on.size());
  for (const dependency& each : object.depends_on) {
    to.number(static_cast<std::size_t>(each.kind));
    to.key(each.on);
  }
  to.number(object.position);
  to.text(object.definition);
}

schema_object read_object(record_reader& from) {
  schema_object object;
  object.key = from.key();
  for (std::size_t left = from.count(); left > 0; --left) {
    const std::string name = from.text();
    object.attributes.set(name, from.text());
  }
  for (std::size_t left = from.count(); left > 0; --left) {
    const bool carried = from.number() != 0;
    object.depends_on.push_back(
        {from.key(), carried ? dependency_kind::carried : dependency_kind::normal});
  }
  object.position = from.number();
  object.definition = from.text();
  return object;
}

not_compared read_rest(record_reader& from) {
  not_compared rest;
  rest.kind = from.text();
  for (std::size_t left = from.count(); left > 0; --left) rest.names.push_back(from.text());
  return rest;
}

}  // namespace

std::string to_record(const database_schema& schema) {
  std::string record(heading);
  record_writer to(record);
  to.number(schema.dialect() == dialect::sqlite ? 1 : 0);
  to.number(schema.objects().size());
  for (const schema_object& each : schema.objects()) write(to, each);
  to.number(schema.rest().size());
  for (const not_compared& each : schema.rest()) {
    to.text(each.kind);
    to.number(each.names.size());
    for (const std::string& name : each.names) to.text(name);
  }
  return record;
}

std::optional<database_schema> from_record(std::string_view record) {
  if (!record.starts_with(heading)) return std::nullopt;
  record_reader from(record.substr(heading.size()));
  const dialect d = from.number() == 1 ? dialect::sqlite : dialect::postgresql;
  std::vector<schema_object> objects;
  for (std::size_t left = from.count(); left > 0 && from.is_good(); --left) {
    objects.push_back(read_object(from));
  }
  std::vector<not_compared> rest;
  for (std::size_t left = from.count(); left > 0 && from.is_good(); --left) {
    rest.push_back(read_rest(from));
  }
  if (!from.is_good() || !from.at_end()) return std::nullopt;
  return database_schema(d, std::move(objects), std::move(rest));
}

}  // namespace fz
