#include "core/util/sha256.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace fz {
namespace {

// The examples of FIPS 180-4 that NIST publishes (SHA256.pdf, and SHA2_Additional.pdf for a million
// bytes).
TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, '\0')),
            "d29751f2649b32ff572b5e0a9f541ea660a50f94ff0beedfb0b692b924cc8025");
}

// Lengths around the padding's own: made with sha256sum.
TEST(Sha256, PadsEveryLength) {
  EXPECT_EQ(sha256(std::string(55, 'a')),
            "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  EXPECT_EQ(sha256(std::string(56, 'a')),
            "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  EXPECT_EQ(sha256(std::string(64, 'a')),
            "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  EXPECT_EQ(sha256(std::string(119, '\xff')),
            "b863f94597d433ef2280e3b4656f13ea265a79bb8047287321c218905b03c99b");
}

TEST(Sha256, TakesItsDataInPiecesOfAnySize) {
  const std::string data(1000, 'x');
  for (std::size_t size = 1; size <= 130; ++size) {
    sha256_hash hash;
    for (std::size_t at = 0; at < data.size(); at += size) {
      hash.update(std::string_view(data).substr(at, size));
    }
    EXPECT_EQ(hash.digest(), sha256(data)) << size;
  }
}

}  // namespace
}  // namespace fz
