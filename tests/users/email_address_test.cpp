#include "core/users/email_address.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace fz {
namespace {

struct accepted {
  std::string given;
  std::string stored;
};

class EmailAccepted : public testing::TestWithParam<accepted> {};

TEST_P(EmailAccepted, IsStoredInItsNormalForm) {
  const email_address parsed = parse_email(GetParam().given);
  EXPECT_EQ(parsed.reason, "");
  EXPECT_EQ(parsed.normalized, GetParam().stored);
}

const accepted good[] = {
    {"alice@example.com", "alice@example.com"},
    // The domain loses its case, the name before it does not.
    {"Alice@EXAMPLE.com", "Alice@example.com"},
    // RFC 2142: these mailboxes are the same in any case.
    {"PostMaster@example.com", "postmaster@example.com"},
    {"  alice@example.com\t", "alice@example.com"},
    {"\u00a0alice@example.com\u3000", "alice@example.com"},
    {"Alice <alice@example.com>", "alice@example.com"},
    {"Alice von der Höhe <alice@example.com>", "alice@example.com"},
    {"\"Alice, A.\" <alice@example.com>", "alice@example.com"},
    {"<alice@example.com>", "alice@example.com"},
    {" < alice@example.com > ", "alice@example.com"},
    {"a@b.c", "a@b.c"},
    {"a@xn--bcher-kva.org", "a@bücher.org"},
    {"a@BÜCHER.org", "a@bücher.org"},
    {"a@bu\u0308cher.org", "a@bücher.org"},
    {"a@ｅｘａｍｐｌｅ.com", "a@example.com"},
    {"a@example。com", "a@example.com"},
    {"a@stra\u00dfe.de", "a@stra\u00dfe.de"},
    {"a@例え.テスト", "a@例え.テスト"},
    {"us\u0065\u0301r@example.com", "us\u00e9r@example.com"},
    {"用户@example.com", "用户@example.com"},
    {"!#$%&'*+-/=?^_`{|}~.x@example.com", "!#$%&'*+-/=?^_`{|}~.x@example.com"},
    {"1@1.com", "1@1.com"},
    {"-@example.com", "-@example.com"},
    {"a@b-c.com", "a@b-c.com"},
};

INSTANTIATE_TEST_SUITE_P(Email, EmailAccepted, testing::ValuesIn(good));

struct refused {
  std::string given;
  std::string reason;
};

class EmailRefused : public testing::TestWithParam<refused> {};

TEST_P(EmailRefused, HasItsReasonWordByWord) {
  const email_address parsed = parse_email(GetParam().given);
  EXPECT_EQ(parsed.reason, GetParam().reason) << GetParam().given;
  EXPECT_EQ(parsed.normalized, "");
}

constexpr const char* special =
    "The part after the @-sign is a special-use or reserved name that cannot be used with email.";

const refused bad[] = {
    {"", "An email address must have an @-sign."},
    {"alice", "An email address must have an @-sign."},
    {"@example.com", "There must be something before the @-sign."},
    {"alice@", "There must be something after the @-sign."},
    {"a..b@example.com", "An email address cannot have two periods in a row."},
    {"a@example..com", "An email address cannot have two periods in a row."},
    {".a@example.com", "An email address cannot start with a period."},
    {"a.@example.com", "An email address cannot have a period immediately before the @-sign."},
    {"a@.example.com", "An email address cannot have a period immediately after the @-sign."},
    {"a@example.com.", "An email address cannot end with a period."},
    {"a@-example.com", "An email address cannot have a hyphen immediately after the @-sign."},
    {"a@example.com-", "An email address cannot end with a hyphen."},
    {"a@example-.com", "An email address cannot have a period and a hyphen next to each other."},
    {"a@ab--cd.com",
     "An email address cannot have two letters followed by two dashes immediately after the @-sign "
     "or after a period, except Punycode."},
    {"a b@example.com", "The email address contains invalid characters before the @-sign: SPACE."},
    {"a,b@example.com", "The email address contains invalid characters before the @-sign: ','."},
    {"a(b)@example.com",
     "The email address contains invalid characters before the @-sign: '(', ')'."},
    {"a\\b@example.com",
     "The email address contains invalid characters before the @-sign: \"\\\"."},
    {std::string("a\0b@example.com", 15),
     "The email address contains invalid characters before the @-sign: U+0000."},
    {"a@b_c.com", "The part after the @-sign contains invalid characters: '_'."},
    {"a@b c.com", "The part after the @-sign contains invalid characters: SPACE."},
    {"a@b@c.com", "The part after the @-sign contains invalid characters: '@'."},
    {"a@b'c.com", "The part after the @-sign contains invalid characters: \"'\"."},
    {"a\u200bb@example.com", "The email address contains unsafe characters: ZERO WIDTH SPACE."},
    {"a@exam\u00adple.com", "The email address contains unsafe characters: SOFT HYPHEN."},
    {"\u0301a@example.com",
     "The email address contains unsafe characters: COMBINING ACUTE ACCENT."},
    {"a@\u2488com.org",
     "The part after the @-sign contains invalid characters (Codepoint U+2488 not allowed at "
     "position 1 in '\u2488com.org')."},
    {"a@\u1fefb.com",
     "The part after the @-sign contains invalid characters after Unicode normalization: '`'."},
    {"a@\u2665.com",
     "The part after the @-sign is invalid (Codepoint U+2665 at position 1 of '\u2665' not "
     "allowed)."},
    {"a@example", "The part after the @-sign is not valid. It should have a period."},
    {"a@example.1",
     "The part after the @-sign is not valid. It is not within a valid top-level domain."},
    {"a@127.0.0.1",
     "The part after the @-sign is not valid. It is not within a valid top-level domain."},
    {"a@host.local", special},
    {"a@x.test", special},
    {"a@x.invalid", special},
    {"a@x.onion", special},
    {"a@10.in-addr.arpa", special},
    {"a@my.localhost", special},
    {"a@[127.0.0.1]", "A bracketed IP address after the @-sign is not allowed here."},
    {"a@[IPv6:::1]", "A bracketed IP address after the @-sign is not allowed here."},
    {"a@[x]",
     "The part after the @-sign in brackets is not an IPv4 address and has no address literal "
     "tag."},
    {"\"a\"@example.com", "Quoting the part before the @-sign is not allowed here."},
    {"\"a b\"@example.com", "Quoting the part before the @-sign is not allowed here."},
    {"\"a\"b@example.com", "Extra character(s) found after close quote: 'b'"},
    {"Alice. A <a@example.com>",
     "The display name contains invalid characters when not quoted: '.'."},
    {"Alice <a@example.com> x", "There can't be anything after the email address."},
    {"Alice <a@example.com",
     "An open angle bracket at the start of the email address has to be followed by a close angle "
     "bracket at the end."},
    {"a@example.com\n", "Carriage return and line feed characters are not allowed"},
    {"a\r@example.com", "Carriage return and line feed characters are not allowed"},
    {"a@xn--ls8h.org",
     "The part after the @-sign is not valid IDNA (Codepoint U+1F4A9 at position 1 of '💩' not "
     "allowed)."},
    {"a@xn--.com", "An email address cannot have a period and a hyphen next to each other."},
};

INSTANTIATE_TEST_SUITE_P(Email, EmailRefused, testing::ValuesIn(bad));

std::string reason_of(const std::string& text) { return parse_email(text).reason; }

TEST(Email, LengthsAreCounted) {
  const std::string label(63, 'b');
  EXPECT_EQ(reason_of("a@" + label + ".com"), "");
  EXPECT_EQ(reason_of("a@" + label + "b.com"),
            "After the @-sign, periods cannot be separated by so many characters (1 character too "
            "many).");
  EXPECT_EQ(reason_of(std::string(65, 'a') + "@example.com"), "");
  EXPECT_EQ(reason_of(std::string(242, 'a') + "@example.com"), "");
  EXPECT_EQ(reason_of(std::string(243, 'a') + "@example.com"),
            "The email address is too long (1 character too many).");
  EXPECT_EQ(reason_of(std::string(2048, 'a') + "@"), "Length must not exceed 2048 characters");
}

TEST(Email, ALengthCountsCharactersAndBytes) {
  std::string many;
  for (int i = 0; i < 130; ++i) many += "é";
  EXPECT_EQ(reason_of(many + "@example.com"),
            "The email address is too long (9-18 characters too many).");
}

TEST(Email, WhatIsStoredIsStoredAgainAsItIs) {
  // Pieces that mean something to one of the readers, put together at random.
  const std::vector<std::string> pieces = {
      "a",  "B",      "9",      ".",      "-",          "@",     "<",     ">",
      "\"", "\\",     " ",      "_",      "+",          "xn--",  "[",     "]",
      ":",  "com",    ".org",   "é",      "e\u0301",    "ß",     "。",    "\u200b",
      "Ａ", "\u0338", "\u2488", "\u1fef", "\U0001f4a9", "\xff",  "local", "用户",
      "ı",  "İ",      "\u00b7", "l",      "\u05d0",     "\u0660"};
  std::mt19937 random(1);
  std::size_t stored = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 8 + 1; n > 0; --n) text += pieces[random() % pieces.size()];
    if (random() % 2 == 0) text += "@" + pieces[random() % pieces.size()] + ".com";
    const email_address once = parse_email(text);
    ASSERT_NE(once.reason.empty(), once.normalized.empty()) << text;
    if (once.normalized.empty()) continue;
    ++stored;
    const email_address twice = parse_email(once.normalized);
    ASSERT_EQ(twice.normalized, once.normalized) << text << ": " << twice.reason;
  }
  EXPECT_GT(stored, 5'000u);
}

}  // namespace
}  // namespace fz
