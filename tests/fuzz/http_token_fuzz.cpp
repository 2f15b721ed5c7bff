#include "core/http/access_token.hpp"
#include "core/http/base64.hpp"
#include "core/util/text.hpp"
#include "tests/fuzz/expect.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace fz::http;
  constexpr std::string_view key = "your-very-secret-and-exclusive-key";
  const std::chrono::sys_seconds now{std::chrono::seconds(1'700'000'000)};
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  expect(decode_base64url(encode_base64url(text)) == text,
         "base64url gives back what it was given");
  expect(!subject_of(key, text, now), "nobody guesses a signature");
  read_bearer(text);

  // What is signed is believed, but must not break the reader.
  const std::string_view header = text.substr(0, text.find('\n'));
  const std::string_view claims = text.substr(std::min(header.size() + 1, text.size()));
  const std::string token =
      sign_token(key, encode_base64url(header) + '.' + encode_base64url(claims));
  if (const auto subject = subject_of(key, token, now)) {
    expect(fz::is_utf8(*subject) && !subject->empty(), "a subject is a text");
  }
  if (fz::is_utf8(text) && !text.empty()) {
    const std::string own = make_access_token(key, text, now + std::chrono::seconds(1));
    expect(subject_of(key, own, now) == text, "an own token says whose it is");
    expect(!subject_of(key, own, now + std::chrono::seconds(1)), "and ends");
  }
  return 0;
}
