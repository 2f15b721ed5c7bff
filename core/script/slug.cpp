#include "core/script/slug.hpp"

#include "core/util/text.hpp"

#include <algorithm>
#include <locale.h>
#include <memory>
#include <type_traits>
#include <wctype.h>

namespace fz {
namespace {

struct free_locale {
  void operator()(locale_t l) const { ::freelocale(l); }
};

/// What the C library knows of Unicode, whatever the locale of the program.
class letters {
 public:
  bool is_word(char32_t c) const {
    if (c == U'_') return true;
    // Without the locale every character from other scripts counts as a letter.
    if (!locale_) return c >= 0x80 || (c < 0x80 && ::iswalnum(static_cast<wint_t>(c)) != 0);
    return ::iswalnum_l(static_cast<wint_t>(c), locale_.get()) != 0;
  }

  char32_t lower(char32_t c) const {
    if (!locale_) return c < 0x80 ? static_cast<char32_t>(::towlower(static_cast<wint_t>(c))) : c;
    return static_cast<char32_t>(::towlower_l(static_cast<wint_t>(c), locale_.get()));
  }

 private:
  std::unique_ptr<std::remove_pointer_t<locale_t>, free_locale> locale_{
      ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)};
};

}  // namespace

std::string slug(std::string_view message, std::size_t longest) {
  const letters known;
  std::u32string result;
  bool between = false;
  for (const char32_t c : to_utf32(message)) {
    if (!known.is_word(c)) {
      between = !result.empty();
      continue;
    }
    if (between) result += U'_';
    between = false;
    result += known.lower(c);
  }
  if (result.size() > longest) {
    result.resize(longest);
    result.resize(std::min(result.rfind(U'_'), result.size()));
    result += U'_';
  }
  return to_utf8(result);
}

}  // namespace fz
