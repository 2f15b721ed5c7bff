#pragma once

#include "core/async/task.hpp"
#include "core/http/request.hpp"
#include "core/http/response.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fz::http {

/// Answers a request; `parameter` is the part of the path in place of `{…}` in the pattern.
using action = std::function<task<response>(request&, std::string parameter)>;

/// Which action a method and a path lead to.
class router {
 public:
  /// `pattern`: a path, with one `{name}` for a part without `/` if need be; both must be of static
  /// storage. What answers GET answers HEAD too.
  void add(std::string_view method, std::string_view pattern, action what);

  /// Answers by the action, or with 404, 405 or, where only a `/` at the end is missing or too
  /// many, a redirection.
  task<response> answer(request& asked) const;

 private:
  struct route {
    std::string_view pattern;
    std::vector<std::pair<std::string_view, action>> actions;
  };

  const route* find(std::string_view path, std::string& parameter) const;
  response without_route(const request& asked) const;

  std::vector<route> routes_;
};

}  // namespace fz::http
