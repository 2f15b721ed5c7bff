#include "core/users/unicode.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <unicase.h>
#include <unictype.h>
#include <uniname.h>
#include <uninorm.h>

namespace fz::unicode {
namespace {

struct freed {
  void operator()(std::uint32_t* text) const noexcept { std::free(text); }
};

using u32_text = std::unique_ptr<std::uint32_t, freed>;

std::u32string taken(std::uint32_t* text, std::size_t length) {
  const u32_text owner(text);
  if (!owner) throw std::bad_alloc();
  return {owner.get(), owner.get() + length};
}

const std::uint32_t* units(const char32_t* text) {
  return reinterpret_cast<const std::uint32_t*>(text);
}

}  // namespace

char category(char32_t c) {
  const char* name = uc_general_category_name(uc_general_category(c));
  return name == nullptr ? 'C' : name[0];
}

bool is_space_separator(char32_t c) { return uc_is_general_category(c, UC_SPACE_SEPARATOR); }

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || category(c) == 'Z';
}

bool is_invisible(char32_t c) {
  constexpr char32_t braille_blank = 0x2800;
  constexpr char32_t ideographic_space = 0x3000;
  const bool moves_others = uc_is_general_category(c, UC_CONTROL) ||
                            uc_is_general_category(c, UC_FORMAT) ||
                            uc_is_general_category(c, UC_LINE_SEPARATOR) ||
                            uc_is_general_category(c, UC_PARAGRAPH_SEPARATOR);
  const bool odd_space = is_space_separator(c) && c != ' ' && c != ideographic_space;
  return moves_others || odd_space || c == braille_blank || is_default_ignorable(c);
}

std::string name_of(char32_t c) {
  char name[UNINAME_MAX];
  if (unicode_character_name(c, name) != nullptr) return name;
  const auto number = static_cast<std::uint32_t>(c);
  return number < 0xFFFF ? fmt::format("U+{:04X}", number) : fmt::format("U+{:08X}", number);
}

std::u32string nfc(std::u32string_view text) {
  if (text.empty()) return {};
  std::size_t length = 0;
  std::uint32_t* normal =
      u32_normalize(UNINORM_NFC, units(text.data()), text.size(), nullptr, &length);
  return taken(normal, length);
}

std::u32string nfkc_casefold(char32_t c) {
  std::size_t length = 0;
  std::uint32_t* folded = u32_casefold(units(&c), 1, nullptr, UNINORM_NFKC, nullptr, &length);
  return taken(folded, length);
}

bool is_default_ignorable(char32_t c) { return uc_is_property_default_ignorable_code_point(c); }

}  // namespace fz::unicode
