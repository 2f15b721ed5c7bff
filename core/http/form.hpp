#pragma once

#include "core/http/percent.hpp"

#include <string>
#include <string_view>

namespace fz::http {

/// The type of a Content-Type header in lower case, without its parameters.
std::string media_type(std::string_view content_type);

/// True for application/json and application/*+json.
bool is_json(std::string_view content_type);

/// A form as a browser or a client of OAuth2 sends it.
struct form {
  http::fields fields = {};
  std::string_view problem = {};  ///< why it cannot be read; empty: it was
};

/// Reads a body of application/x-www-form-urlencoded or multipart/form-data (files in it are left
/// out); a body of another type has no fields.
form read_form(std::string_view content_type, std::string_view body);

}  // namespace fz::http
