#pragma once

#include "core/users/email_text.hpp"

namespace fz::email {

/// "Name <address>" as pydantic recognises it: the address; any other text: itself. Without white
/// space around it.
view32 without_display_name(view32 text);

/// An address before and after its @.
struct parts {
  text32 local;
  bool was_quoted = false;  ///< the local part stood in quotes, which are gone
  view32 domain;
};

/// Splits at the first @ that is not in quotes. Throws refused.
parts split(view32 address);

}  // namespace fz::email
