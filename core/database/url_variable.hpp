#pragma once

#include <string>
#include <string_view>

namespace fz {

/// The value of a variable as it is pasted into a database URL, between `before` (filled in) and
/// `after` (a template that may hold further `${…}`). It stands for itself, so what would end its
/// part of the URL is percent-encoded, and so is a '%':
///   - user and password: everything but letters, digits and -._~
///   - host: not ':' ',' '[' ']', so that it may bring a port or be a list
///   - database and path: not '/'
///   - the value of a parameter: as user and password
/// Before the '://', and in place of whole parameters after the '?', it is taken as it is.
std::string in_url(std::string_view before, std::string_view value, std::string_view after);

}  // namespace fz
