#pragma once

#include "core/http/json_value.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace fz::http {

/// What is wrong with one value of a request, as pydantic says it. Everything but `type` and
/// `message` is JSON.
struct validation_error {
  std::string_view type;
  std::string location;  ///< ["body","username"]
  std::string message;
  std::string input;
  std::string context = {};  ///< may be empty
};

/// The body of a 422: all that is wrong with a request, in the order in which it was found.
class error_list {
 public:
  void add(const validation_error& found);

  bool empty() const noexcept { return errors_.empty(); }

  /// {"detail":[…]}
  std::string body() const;

 private:
  std::string errors_;
};

/// ["body","username"]
std::string location(std::string_view where, std::string_view name);

/// {"detail":"…"}
std::string detail_body(std::string_view sentence);

}  // namespace fz::http
