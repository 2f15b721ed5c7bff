#include "cmd/not_compared_log.hpp"

#include "core/util/text.hpp"

#include <string>
#include <string_view>

namespace fz::cmd {

void tell_rest(const std::vector<not_compared>& rest, invocation& call) {
  const std::string lines = describe(rest);
  if (lines.empty()) return;
  for (const std::string_view line : split(lines, '\n')) {
    call.reporter().log(log_level::warning, "schema", std::string(line));
  }
}

}  // namespace fz::cmd
