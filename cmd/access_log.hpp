#pragma once

#include "core/http/observer.hpp"
#include "core/util/reporter.hpp"

#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace fz::cmd {

/// Writes a line for each answered request, and the server's other messages.
class access_log final : public http::observer {
 public:
  /// `file`: "-" is stderr, "" writes no requests. Throws error(file) if it cannot be opened.
  access_log(std::string file, bool as_json, fz::reporter& reporter);
  ~access_log() override;

  /// Opens the file again by its name, after logrotate has moved it.
  void reopen();

  void listening(std::string_view address) override;
  void answered(const http::access_record& request) override;
  void failed(std::string_view route, std::string_view why) override;
  void tick() override;

 private:
  std::string file_;
  bool as_json_;
  fz::reporter& reporter_;
  std::unique_ptr<spdlog::logger> logger_;
};

}  // namespace fz::cmd
