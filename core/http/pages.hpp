#pragma once

#include <string_view>

namespace fz::http::pages {

// The files of core/http/pages; CMake makes pages.cpp from them.
extern const std::string_view openapi_json;
extern const std::string_view docs_html;
extern const std::string_view docs_js;
extern const std::string_view admin_html;
extern const std::string_view admin_js;
extern const std::string_view style_css;

}  // namespace fz::http::pages
