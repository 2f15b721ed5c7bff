#pragma once

#include "cmd/command_line.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace fz::command {
struct user_reference;
}

namespace fz::cmd {

/// Runs the work of an account command; what it throws about a missing table or an ambiguous name
/// is completed by what the person can do.
task<int> with_account_advice(invocation& call, task<int> work);

/// The account that a line names.
struct user_line {
  std::string text;
  std::optional<std::string> by = {};  ///< "id", "username" or "email"

  command::user_reference reference() const;
};

/// Declares USER and --by.
void add_user_argument(command_spec& added, user_line& line);

/// Declares the action of an account command.
template <class Line>
void runs_account_action(command_spec& added, std::shared_ptr<Line> line,
                         task<int> (*run)(invocation&, std::shared_ptr<Line>)) {
  added.runs([line, run](invocation& call) { return with_account_advice(call, run(call, line)); });
}

}  // namespace fz::cmd
