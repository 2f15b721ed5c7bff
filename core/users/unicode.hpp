#pragma once

#include <string>
#include <string_view>

// What Unicode says about characters, from libunistring.
namespace fz::unicode {

/// The first letter of a character's general category: L letter, M mark, N number, P punctuation,
/// S symbol, Z separator, C control, format, private or unassigned.
char category(char32_t c);

/// True for a space (category Zs), the ASCII one included.
bool is_space_separator(char32_t c);

/// True for white space as Python's str.strip() takes it.
bool is_white_space(char32_t c);

/// True for a character that is not seen, that moves its neighbours, or that looks like an ordinary
/// blank without being one: controls, formats such as U+200B and U+00AD, fillers, line separators,
/// no-break spaces.
bool is_invisible(char32_t c);

/// "ZERO WIDTH SPACE", or "U+0007" if the character has no name.
std::string name_of(char32_t c);

/// The text in Normalization Form C.
std::u32string nfc(std::u32string_view text);

/// One character with its case folded, in Normalization Form KC.
std::u32string nfkc_casefold(char32_t c);

/// True if the character leaves no trace of its own when it is shown
/// (Default_Ignorable_Code_Point).
bool is_default_ignorable(char32_t c);

}  // namespace fz::unicode
