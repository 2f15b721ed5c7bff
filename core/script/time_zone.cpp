#include "core/script/time_zone.hpp"

#include "core/script/posix_zone.hpp"
#include "core/util/error.hpp"
#include "core/util/file.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <ctime>
#include <filesystem>

namespace fz {
namespace {

namespace chrono = std::chrono;

/// One of the two blocks of a TZif file; the second has 8 bytes a time.
class tzif_block {
 public:
  tzif_block(std::string_view data, std::size_t time_size, const std::string& file)
      : data_(data), time_size_(time_size), file_(file) {
    if (!data_.starts_with("TZif")) throw broken();
    const std::size_t utc_flags = number(20, 4);
    const std::size_t standard_flags = number(24, 4);
    const std::size_t leap_seconds = number(28, 4);
    times_ = number(32, 4);
    types_ = number(36, 4);
    const std::size_t letters = number(40, 4);
    size_ = header + times_ * (time_size_ + 1) + types_ * 6 + letters +
            leap_seconds * (time_size_ + 4) + standard_flags + utc_flags;
    if (types_ == 0 || size_ > data_.size()) throw broken();
  }

  std::size_t size() const { return size_; }
  bool has_second() const { return data_.at(4) >= '2'; }

  bool is_behind_the_last(chrono::sys_seconds moment) const {
    return times_ == 0 || moment >= time(times_ - 1);
  }

  chrono::seconds offset(chrono::sys_seconds moment) const {
    std::size_t later = 0;
    while (later < times_ && time(later) <= moment) ++later;
    const std::size_t indexes = header + times_ * time_size_;
    const std::size_t type = later == 0 ? 0 : number(indexes + later - 1, 1);
    if (type >= types_) throw broken();
    const auto bits = static_cast<std::uint32_t>(number(indexes + times_ + type * 6, 4));
    return chrono::seconds(static_cast<std::int32_t>(bits));
  }

 private:
  static constexpr std::size_t header = 44;

  chrono::sys_seconds time(std::size_t index) const {
    const std::uint64_t bits = number(header + index * time_size_, time_size_);
    return chrono::sys_seconds(chrono::seconds(static_cast<std::int64_t>(bits)));
  }

  /// The big-endian number of `size` bytes at `offset`.
  std::uint64_t number(std::size_t offset, std::size_t size) const {
    if (offset + size > data_.size()) throw broken();
    std::uint64_t value = 0;
    for (const char c : data_.substr(offset, size))
      value = value << 8 | static_cast<std::uint8_t>(c);
    return value;
  }

  error broken() const {
    return error(error_kind::config,
                 fmt::format("{} is not a time zone file (TZif).", quote(file_)));
  }

  std::string_view data_;
  std::size_t time_size_;
  const std::string& file_;
  std::size_t times_ = 0;
  std::size_t types_ = 0;
  std::size_t size_ = 0;
};

chrono::seconds local_offset(chrono::sys_seconds moment) {
  const std::time_t seconds = moment.time_since_epoch().count();
  std::tm parts{};
  ::tzset();
  ::localtime_r(&seconds, &parts);
  return chrono::seconds(parts.tm_gmtoff);
}

}  // namespace

std::chrono::seconds utc_offset_in(std::string_view tzif, const std::string& file,
                                   std::chrono::sys_seconds moment) {
  const tzif_block first(tzif, 4, file);
  if (!first.has_second()) return first.offset(moment);
  const std::string_view rest = tzif.substr(first.size());
  const tzif_block second(rest, 8, file);
  if (second.is_behind_the_last(moment)) {
    // The rule for all years to come is between two line ends after the block.
    if (const auto offset = posix_utc_offset(trim(rest.substr(second.size())), moment)) {
      return *offset;
    }
  }
  return second.offset(moment);
}

std::chrono::seconds utc_offset(const std::string& zone, std::chrono::sys_seconds moment) {
  if (zone == "UTC") return chrono::seconds(0);
  if (zone == "local") return local_offset(moment);
  const std::filesystem::path file = std::filesystem::path("/usr/share/zoneinfo") / zone;
  std::string content;
  try {
    content = read_file(file);
  } catch (const error& e) {
    throw error(error_kind::config,
                fmt::format("There is no time zone {}: {}", quote(zone), e.what()));
  }
  return utc_offset_in(content, file.string(), moment);
}

}  // namespace fz
