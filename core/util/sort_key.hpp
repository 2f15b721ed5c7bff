#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace fz {

/// A text to sort by, in the order of std::string_view. Its first `words` times eight bytes are
/// compared as numbers, the whole only where those are the same. The text must outlive it.
template <std::size_t words>
class sort_key {
 public:
  explicit sort_key(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < words && 8 * i < text.size(); ++i) {
      beginning_[i] = as_number(text.substr(8 * i, 8));
    }
  }

  friend std::strong_ordering operator<=>(const sort_key& a, const sort_key& b) {
    for (std::size_t i = 0; i < words; ++i) {
      if (a.beginning_[i] != b.beginning_[i]) return a.beginning_[i] <=> b.beginning_[i];
    }
    const bool was_all = a.text_.size() <= 8 * words && a.text_.size() == b.text_.size();
    return was_all ? std::strong_ordering::equal : a.text_ <=> b.text_;
  }
  friend bool operator==(const sort_key& a, const sort_key& b) { return a.text_ == b.text_; }

 private:
  /// Of up to eight bytes; the first weighs most.
  static std::uint64_t as_number(std::string_view bytes) {
    std::array<char, 8> padded{};
    std::memcpy(padded.data(), bytes.data(), bytes.size());
    if constexpr (std::endian::native == std::endian::little) {
      std::reverse(padded.begin(), padded.end());
    }
    return std::bit_cast<std::uint64_t>(padded);
  }

  std::array<std::uint64_t, words> beginning_{};
  std::string_view text_;
};

}  // namespace fz
