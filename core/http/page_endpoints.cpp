#include "core/http/pages.hpp"
#include "core/http/user_endpoints.hpp"

#include <string>

namespace fz::http {
namespace {

constexpr std::string_view html = "text/html; charset=utf-8";

/// A page loads only what this server has, without inline script,
/// and its forms are sent by its script alone.
constexpr std::string_view page_headers =
    "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
    "'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors "
    "'none'\r\n"
    "cache-control: no-cache\r\n";

response page(std::string_view content_type, std::string_view text) {
  response answer = content(200, content_type, std::string(text));
  answer.headers = page_headers;
  return answer;
}

void add_file(router& to, std::string_view path, std::string_view content_type,
              std::string_view text) {
  to.add("GET", path, [content_type, text](request&, std::string) -> task<response> {
    co_return page(content_type, text);
  });
}

constexpr std::string_view greeting = R"(<html>
  <head>
    <title> Nosso olá mundo!</title>
  </head>
  <body>
    <h1> Olá Mundo </h1>
  </body>
</html>)";

}  // namespace

void add_page_endpoints(router& to) {
  to.add("GET", "/", [](request&, std::string) -> task<response> {
    co_return content(200, "application/json", R"({"message":"Olá Mundo!"})");
  });
  to.add("GET", "/openapi.json", [](request&, std::string) -> task<response> {
    co_return content(200, "application/json", std::string(pages::openapi_json));
  });
  add_file(to, "/exercicio-html", html, greeting);
  add_file(to, "/docs", html, pages::docs_html);
  add_file(to, "/redoc", html, pages::docs_html);
  add_file(to, "/docs/oauth2-redirect", html, pages::docs_html);
  add_file(to, "/docs/docs.js", "text/javascript; charset=utf-8", pages::docs_js);
  add_file(to, "/docs/style.css", "text/css; charset=utf-8", pages::style_css);
  add_file(to, "/admin", html, pages::admin_html);
  add_file(to, "/admin/admin.js", "text/javascript; charset=utf-8", pages::admin_js);
  add_file(to, "/admin/style.css", "text/css; charset=utf-8", pages::style_css);
}

}  // namespace fz::http
