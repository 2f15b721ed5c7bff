#include "core/sql/value.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace fz {
namespace {

struct shown {
  std::string operator()(null_t) const { return "NULL"; }
  std::string operator()(std::int64_t integer) const { return fmt::format("{}", integer); }
  std::string operator()(double real) const { return fmt::format("{}", real); }
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(const blob& bytes) const {
    std::string text = "X'";
    for (const std::byte byte : bytes) text += fmt::format("{:02X}", std::to_integer<int>(byte));
    return text + "'";
  }
};

}  // namespace

std::string to_string(const value& v) { return std::visit(shown{}, v); }

}  // namespace fz
