#include "core/importer/checksum.hpp"

#include "core/importer/folder_files.hpp"
#include "core/util/sha256.hpp"

#include <array>
#include <cstdint>

namespace fz::importer {
namespace {

constexpr std::array<std::uint32_t, 256> crc_table = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) ? 0xEDB88320u ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  return table;
}();

std::uint32_t crc32(std::uint32_t crc, std::string_view data) {
  for (const char c : data) {
    crc = crc_table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  }
  return crc;
}

}  // namespace

std::string sha256_start(std::string_view text) { return sha256(text).substr(0, 16); }

std::string flyway_checksum(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const text_line& line : lines_of(text)) crc = crc32(crc, line.text);
  return std::to_string(static_cast<std::int32_t>(crc ^ 0xFFFFFFFFu));
}

}  // namespace fz::importer
