#include "core/runtime/retry.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <random>

namespace fz {

std::chrono::milliseconds pause_before(std::size_t number) {
  constexpr std::size_t longest = 5;  // 32 s
  const auto pause = std::chrono::milliseconds(1000) * (1U << std::min(number - 1, longest));
  std::random_device random;
  return pause / 2 + std::chrono::milliseconds(random() % static_cast<unsigned>(pause.count()));
}

std::string first_line_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return std::string(split(e.what(), '\n').front());
  }
}

}  // namespace fz
