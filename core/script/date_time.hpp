#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// A date and time as RFC 3339 writes it ("2024-06-01T18:03:13.5+02:00", also with a blank for the
/// T, without an offset for UTC, or the date alone) in the form "2024-06-01T16:03:13.5Z": UTC, at
/// most nine decimals and no trailing zeros. Nothing if it is no such date.
std::optional<std::string> normalised_date_time(std::string_view text);

}  // namespace fz
