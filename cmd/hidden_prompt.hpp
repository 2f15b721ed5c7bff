#pragma once

#include "core/async/task.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace fz::cmd {

/// The terminal of this process while what is typed there stays hidden. It shows again what is
/// typed when this goes, and while the process is stopped by Ctrl-Z.
class hidden_prompt {
 public:
  /// Throws error(usage) if the process has no terminal, or what is typed there cannot be hidden.
  explicit hidden_prompt(const boost::asio::any_io_executor& executor);
  hidden_prompt(const hidden_prompt&) = delete;
  hidden_prompt& operator=(const hidden_prompt&) = delete;
  ~hidden_prompt();

  /// Writes the question and gives the line typed, which may be empty. A cancellation ends the
  /// wait. Throws error(usage) if the line is longer than a terminal's can be.
  task<std::string> ask(std::string question);

 private:
  struct device;

  std::shared_ptr<device> device_;
};

}  // namespace fz::cmd
