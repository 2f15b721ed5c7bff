#pragma once

#include <string_view>

namespace fz {

enum class log_level { debug, info, warning, error };

/// How core speaks while it works: `cmd` sends it to stderr, a library user wherever it likes.
/// Called on the thread of the loop only. An interface because the terminal is an edge.
class reporter {
 public:
  virtual ~reporter() = default;

  /// One line without a line end. `component` names the part that speaks, e.g. "runtime".
  virtual void log(log_level level, std::string_view component, std::string_view message) = 0;

  /// True if a person is watching, for whom status() shows what happens.
  virtual bool is_watched() const noexcept { return false; }

  /// A line that is shown until the next one, or the next log line, takes its place; "" takes it
  /// away.
  virtual void status(std::string_view /*line*/) {}
};

}  // namespace fz
