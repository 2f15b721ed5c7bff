#pragma once

#include "core/sql/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz::postgresql {

/// What the server's text for a column of that type (an OID of pg_type) is as a value: whole
/// numbers and booleans (1, 0) as integers, floating-point numbers as doubles, bytea as a blob,
/// everything else as its text.
value decode(unsigned type, std::string_view text);

/// Parameters in the form that libpq takes them; the types of texts and numbers are left to the
/// server.
class wire_parameters {
 public:
  explicit wire_parameters(const parameters& values);
  wire_parameters(const wire_parameters&) = delete;
  wire_parameters& operator=(const wire_parameters&) = delete;

  int count() const noexcept { return static_cast<int>(texts_.size()); }
  const unsigned* types() const noexcept { return types_.data(); }
  const char* const* values() const noexcept { return pointers_.data(); }
  const int* lengths() const noexcept { return lengths_.data(); }
  const int* formats() const noexcept { return formats_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<const char*> pointers_;
  std::vector<unsigned> types_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

/// An array of texts as PostgreSQL reads it: {"a","b"}.
std::string array_literal(const std::vector<std::string>& texts);

}  // namespace fz::postgresql
