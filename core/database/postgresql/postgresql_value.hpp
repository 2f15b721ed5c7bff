#pragma once

#include "core/database/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// What the server's text for a column of that type (an OID of pg_type) is as a value: whole
/// numbers and booleans (1, 0) as integers, floating-point numbers as doubles, bytea as a blob,
/// everything else as its text.
value decode_postgresql(unsigned type, std::string_view text);

/// Parameters in the form that libpq takes them; the types of texts and numbers are left to the
/// server.
class postgresql_parameters {
 public:
  explicit postgresql_parameters(const parameters& values);
  postgresql_parameters(const postgresql_parameters&) = delete;
  postgresql_parameters& operator=(const postgresql_parameters&) = delete;

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
std::string postgresql_array(const std::vector<std::string>& texts);

}  // namespace fz
