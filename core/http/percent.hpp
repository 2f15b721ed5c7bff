#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fz::http {

/// Names and values of a query or a form, in their order.
using fields = std::vector<std::pair<std::string, std::string>>;

/// `%XX` decoded; one that is not two hexadecimal digits stays as it is, bytes that are not UTF-8
/// become U+FFFD.
std::string percent_decode(std::string_view text);

/// The fields of a query: `&` between them, `+` for a blank, `%XX` decoded. Empty ones are left
/// out.
fields parse_query(std::string_view query);

/// The last value of the field of that name, or null.
const std::string* last_value(const fields& from, std::string_view name);

/// A path (decoded) with its query as Starlette writes them into a Location: everything that is not
/// a letter, a digit or of `:/%#?=@[]!$&'()*+,;-._~` as `%XX`.
std::string quote_location(std::string_view text);

}  // namespace fz::http
