// The compiled part of toml++, from its headers (TOML_HEADER_ONLY=0).
#define TOML_IMPLEMENTATION
// In the parser they are wrong about input that ends in the middle of a date; Debian's library is
// compiled without them too.
#define TOML_ASSERT(condition) static_cast<void>(0)
#include <toml++/toml.h>
