#include "core/revision/revision.hpp"

#include "core/util/text.hpp"

namespace fz {

std::string summary(const revision& revision) {
  const std::string_view message = trim(revision.message);
  return printable(trim(message.substr(0, message.find('\n'))));
}

}  // namespace fz
