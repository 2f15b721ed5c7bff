#include "core/config/known_key.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace fz {
namespace {

sourced_text sourced(const setting& s) { return {s.text_or_number(), to_string(s.position()), {}}; }

constexpr std::int64_t most_bytes = 1 << 30;

constexpr std::array keys = {
    known_key{"host", [](const setting& s, config& c) { c.serve.host = s.name(); }},
    known_key{"port",
              [](const setting& s, config& c) {
                c.serve.port = static_cast<std::uint16_t>(s.number(0, 65'535));
              }},
    known_key{"secret_key", [](const setting& s, config& c) { c.serve.secret_key = sourced(s); }},
    known_key{"algorithm", [](const setting& s, config& c) { c.serve.algorithm = sourced(s); }},
    known_key{
        "access_token_expire_minutes",
        [](const setting& s, config& c) { c.serve.access_token_expire_minutes = sourced(s); }},
    known_key{"admins", [](const setting& s, config& c) { c.serve.admins = s.strings(); }},
    known_key{"max_header",
              [](const setting& s, config& c) { c.serve.max_header = s.number(1024, most_bytes); }},
    known_key{"max_body",
              [](const setting& s, config& c) { c.serve.max_body = s.number(0, most_bytes); }},
    known_key{
        "max_connections",
        [](const setting& s, config& c) { c.serve.max_connections = s.number(1, 1'000'000); }},
    known_key{"waiting_logins",
              [](const setting& s, config& c) { c.serve.waiting_logins = s.number(0, 1'000'000); }},
    known_key{"header_timeout",
              [](const setting& s, config& c) { c.serve.header_timeout = s.duration(); }},
    known_key{"body_timeout",
              [](const setting& s, config& c) { c.serve.body_timeout = s.duration(); }},
    known_key{"idle_timeout",
              [](const setting& s, config& c) { c.serve.idle_timeout = s.duration(); }},
    known_key{"shutdown_timeout",
              [](const setting& s, config& c) { c.serve.shutdown_timeout = s.duration(); }},
    known_key{"login_attempts",
              [](const setting& s, config& c) { c.serve.login_attempts = s.number(0); }},
    known_key{"login_window",
              [](const setting& s, config& c) { c.serve.login_window = s.duration(); }},
    known_key{"access_log",
              [](const setting& s, config& c) {
                const std::string file = s.string();
                const bool is_file = !file.empty() && file != "-";
                c.serve.access_log = is_file ? s.path().string() : file;
              }},
    known_key{"access_log_format",
              [](const setting& s, config& c) {
                const std::string format = s.string();
                if (format != "text" && format != "json") {
                  throw s.unexpected("\"text\" or \"json\"");
                }
                c.serve.access_log_is_json = format == "json";
              }},
};

}  // namespace

std::span<const known_key> serve_keys() { return keys; }

}  // namespace fz
