#pragma once

#include <cstddef>
#include <cstdio>
#include <string_view>

namespace fz::cmd {

/// True if the stream is a terminal.
bool is_terminal(std::FILE* stream);

/// True if the stream is a terminal and NO_COLOR is unset or empty (no-color.org).
bool wants_color(std::FILE* stream);

/// True if the stream is a terminal on which a line can be rewritten.
bool shows_status(std::FILE* stream);

/// How many columns the terminal has; 80 if it does not say.
std::size_t columns_of(std::FILE* stream);

/// Writes a result to stdout.
void print(std::string_view text);

/// Opens /dev/null in the place of a standard stream that the caller closed, so that no other file
/// takes its number and is mistaken for it.
void open_missing_streams();

/// Makes sure that everything printed has been written; throws error(file) if it was not.
void flush_output();

}  // namespace fz::cmd
