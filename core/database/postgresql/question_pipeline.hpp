#pragma once

#include "core/async/task.hpp"
#include "core/database/connection.hpp"
#include "core/database/postgresql/session.hpp"
#include "core/database/postgresql/session_settings.hpp"

#include <vector>

namespace fz::postgresql {

/// Questions that go to the server together, each with an end of its own in libpq's pipeline mode:
/// one that fails takes no other with it. What it refers to must outlive it.
class question_pipeline {
 public:
  question_pipeline(session& session, const std::vector<statement>& questions)
      : session_(session), questions_(questions) {}

  /// Asks them all, after the settings if there are any. Throws if one of them cannot be sent, and
  /// if the connection is lost.
  task<answers> ask(session_settings* ahead);

 private:
  task<> read_answer(const statement& question, outcome<std::vector<row>>& kept);

  session& session_;
  const std::vector<statement>& questions_;
};

}  // namespace fz::postgresql
