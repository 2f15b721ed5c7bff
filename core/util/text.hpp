#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fz {

/// `text` without spaces, tabs and line ends on both sides; a view into `text`.
std::string_view trim(std::string_view text);

/// The parts of `text` between `separator`s; always at least one, possibly empty.
std::vector<std::string_view> split(std::string_view text, char separator);

/// `parts` with `separator` between them.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// ASCII letters in lower case, everything else unchanged.
std::string to_lower(std::string_view text);

/// `text` as it may be shown on a terminal: control characters (C0, DEL, C1), the Unicode
/// characters that change the direction of writing or break lines, and bytes that are not UTF-8
/// become \xNN or \u{NNNN}. Ordinary text comes back unchanged.
std::string printable(std::string_view text);

/// Like printable(), but line feeds and tabs stay: for texts of several lines.
std::string printable_lines(std::string_view text);

/// 'text' in single quotes, made printable: how a message names what the user gave.
std::string quote(std::string_view text);

/// "a", "a and b", "a, b and c".
std::string enumerate(const std::vector<std::string>& words);

/// "1 revision", "2 revisions", …
std::string counted(std::size_t number, std::string_view noun);

/// The length in bytes of the longest beginning of `text` that is well-formed UTF-8.
std::size_t utf8_prefix(std::string_view text);

/// True if `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// The characters of `text`; bytes that are not UTF-8 become U+FFFD.
std::u32string to_utf32(std::string_view text);

/// The characters as UTF-8.
std::string to_utf8(std::u32string_view text);

/// How many columns printable UTF-8 text takes on a terminal (wide East Asian characters take 2,
/// combining ones 0).
std::size_t display_width(std::string_view text);

/// The longest beginning of printable UTF-8 text that fits in that number of columns.
std::string first_columns(std::string_view text, std::size_t columns);

/// Which byte of its line a character is, both counted from 1: parsers that count characters are
/// brought to the columns of source_position. `line` counts from 1 too; places outside `text` give
/// the column unchanged.
std::size_t byte_column(std::string_view text, std::size_t line, std::size_t character);

/// Of `candidates`, the one nearest to `word` by edit distance, if near enough to be a likely
/// slip of the fingers; else "".
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace fz
