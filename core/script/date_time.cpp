#include "core/script/date_time.hpp"

#include <fmt/format.h>

#include <chrono>

namespace fz {
namespace {

namespace chrono = std::chrono;

/// Reads a date and time from its beginning; anything unexpected makes it fail for good.
class date_reader {
 public:
  explicit date_reader(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

  /// Exactly `count` digits, at most `largest`.
  int number(std::size_t count, int largest) {
    int value = 0;
    if (rest_.size() < count) return fail();
    for (std::size_t i = 0; i < count; ++i) {
      if (!is_digit(rest_[i])) return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value <= largest ? value : fail();
  }

  bool take_any(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_[0]) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view characters) {
    if (!take_any(characters)) fail();
  }

  /// ".25", or "" if there is no fraction.
  std::string fraction() {
    if (!take_any(".")) return "";
    std::string digits;
    while (!rest_.empty() && is_digit(rest_[0])) {
      if (digits.size() < 9) digits += rest_[0];
      rest_.remove_prefix(1);
    }
    if (digits.empty()) fail();
    while (digits.ends_with('0')) digits.pop_back();
    return digits.empty() ? "" : "." + digits;
  }

  /// What to subtract to get UTC.
  chrono::minutes offset() {
    if (at_end() || take_any("Zz")) return {};
    const bool behind = take_any("-");
    if (!behind) expect("+");
    const chrono::hours hours(number(2, 23));
    expect(":");
    const chrono::minutes total = hours + chrono::minutes(number(2, 59));
    return behind ? -total : total;
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  int fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

chrono::year_month_day read_date(date_reader& reader) {
  const chrono::year year(reader.number(4, 9999));
  reader.expect("-");
  const chrono::month month(static_cast<unsigned>(reader.number(2, 12)));
  reader.expect("-");
  const chrono::day day(static_cast<unsigned>(reader.number(2, 31)));
  return {year, month, day};
}

chrono::seconds read_time(date_reader& reader) {
  const chrono::hours hours(reader.number(2, 23));
  reader.expect(":");
  const chrono::minutes minutes(reader.number(2, 59));
  reader.expect(":");
  return hours + minutes + chrono::seconds(reader.number(2, 59));
}

}  // namespace

std::optional<std::string> normalised_date_time(std::string_view text) {
  date_reader reader(text);
  const chrono::year_month_day date = read_date(reader);
  chrono::seconds time{};
  std::string fraction;
  if (!reader.at_end()) {
    reader.expect("Tt ");
    time = read_time(reader);
    fraction = reader.fraction();
    time -= reader.offset();
  }
  if (reader.failed() || !reader.at_end() || !date.ok()) return std::nullopt;
  // As fz writes it itself: thousands of files have no need for arithmetic.
  if (text.size() == 20 && text[10] == 'T' && text[19] == 'Z') return std::string(text);

  const chrono::sys_seconds moment = chrono::sys_days(date) + time;
  const auto midnight = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day day(midnight);
  if (day.year() < chrono::year(0) || day.year() > chrono::year(9999)) return std::nullopt;
  const chrono::hh_mm_ss clock(moment - midnight);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     fraction);
}

}  // namespace fz
