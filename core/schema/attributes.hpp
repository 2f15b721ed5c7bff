#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz {

/// What an object is made of: names with texts of SQL as the database prints them. An attribute
/// that has its usual value is left out. Kept in the order of their names.
class attributes {
 public:
  using entry = std::pair<std::string, std::string>;

  /// Sets it; an empty text takes it away.
  void set(std::string_view name, std::string text);

  /// The text; empty: it is not there.
  const std::string& operator[](std::string_view name) const;

  bool has(std::string_view name) const { return !(*this)[name].empty(); }

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  bool empty() const { return entries_.empty(); }

  bool operator==(const attributes&) const = default;

 private:
  std::vector<entry> entries_;
};

}  // namespace fz
