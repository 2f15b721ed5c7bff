#include "core/script/posix_zone.hpp"

#include <algorithm>

namespace fz {
namespace {

namespace chrono = std::chrono;
using chrono::seconds;

/// When in a year the clocks are changed: a day and the time on the clock then.
struct clock_change {
  enum class kind { day_of_month, julian, zero_based };
  kind of = kind::day_of_month;
  int month = 0;
  int week = 0;  ///< 5: the last
  int day = 0;   ///< of the week (0: Sunday), or of the year
  seconds time = chrono::hours(2);

  chrono::sys_seconds in(chrono::year year) const { return day_in(year) + time; }

 private:
  chrono::sys_days day_in(chrono::year year) const {
    const chrono::sys_days first(year / 1 / 1);
    if (of == kind::zero_based) return first + chrono::days(day);
    if (of == kind::julian) {  // 29 February is never counted
      return first + chrono::days(day - 1 + (year.is_leap() && day > 59 ? 1 : 0));
    }
    const auto in_month = year / month;
    const chrono::weekday weekday(static_cast<unsigned>(day));
    if (week == 5) return in_month / weekday[chrono::last];
    return in_month / weekday[static_cast<unsigned>(week)];
  }
};

/// Reads a rule from its beginning; anything unexpected makes it fail for good.
class rule_reader {
 public:
  explicit rule_reader(std::string_view text) : rest_(text) {}

  bool failed() const { return failed_; }
  bool at_end() const { return rest_.empty(); }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char c) {
    if (!take(c)) fail();
  }

  void name() {
    const bool quoted = take('<');
    const auto end = std::find_if(rest_.begin(), rest_.end(), [&](char c) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      return quoted ? c == '>' : !letter;
    });
    if (end == rest_.begin()) fail();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
    if (quoted) expect('>');
  }

  int number(int least, int largest) {
    int value = 0;
    bool any = false;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' && value <= largest) {
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
      any = true;
    }
    if (!any || value < least || value > largest) fail();
    return value;
  }

  /// [+-]hh[:mm[:ss]]
  seconds time() {
    const bool negative = take('-');
    if (!negative) take('+');
    seconds value = chrono::hours(number(0, 167));
    if (take(':')) value += chrono::minutes(number(0, 59));
    if (take(':')) value += seconds(number(0, 59));
    return negative ? -value : value;
  }

  clock_change change() {
    clock_change result;
    if (take('M')) {
      result.month = number(1, 12);
      expect('.');
      result.week = number(1, 5);
      expect('.');
      result.day = number(0, 6);
    } else {
      result.of = take('J') ? clock_change::kind::julian : clock_change::kind::zero_based;
      result.day = number(0, 365);
    }
    if (take('/')) result.time = time();
    return result;
  }

 private:
  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::optional<std::chrono::seconds> posix_utc_offset(std::string_view rule,
                                                     std::chrono::sys_seconds moment) {
  rule_reader reader(rule);
  reader.name();
  const seconds standard = -reader.time();
  if (reader.failed()) return std::nullopt;
  if (reader.at_end()) return standard;

  reader.name();
  seconds summer = standard + chrono::hours(1);
  if (!reader.take(',')) {
    summer = -reader.time();
    reader.expect(',');
  }
  const clock_change begins = reader.change();
  reader.expect(',');
  const clock_change ends = reader.change();
  if (reader.failed() || !reader.at_end()) return std::nullopt;

  const auto today = chrono::floor<chrono::days>(moment + standard);
  const chrono::year year = chrono::year_month_day(today).year();
  const chrono::sys_seconds begin = begins.in(year)-standard;
  const chrono::sys_seconds end = ends.in(year)-summer;
  // South of the equator summer goes over the turn of the year.
  const bool is_summer =
      begin < end ? moment >= begin && moment < end : moment >= begin || moment < end;
  return is_summer ? summer : standard;
}

}  // namespace fz
