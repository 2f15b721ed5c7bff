#pragma once

#include <string>
#include <string_view>

namespace fz {

/// A text as pydantic's EmailStr reads it (pydantic 2, email-validator 2.3 without DNS and without
/// its strict mode): "Name <address>" is the address, blanks around it are cut off.
struct email_address {
  /// The address as it is stored: the domain in lower case and in Unicode, everything in
  /// Normalization Form C.
  std::string normalized = {};
  /// Why the address is not valid, in the words of email-validator; empty if it is.
  std::string reason = {};
};

/// `text` (UTF-8) as an address, or the reason why it is not one.
email_address parse_email(std::string_view text);

}  // namespace fz
