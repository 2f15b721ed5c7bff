#pragma once

#include "core/users/email_text.hpp"

namespace fz::email {

struct domain {
  text32 ascii;    ///< with A-labels: "xn--bcher-kva.org"
  text32 unicode;  ///< "bücher.org"
};

/// The part after the @, normalized. Throws refused.
domain read_domain(view32 given);

/// RFC 6761, 6762, 7686: names that have no mail.
bool is_special_use(view32 ascii);

}  // namespace fz::email
