#pragma once

#include "core/async/task.hpp"
#include "core/database/postgresql/connection.hpp"
#include "core/database/postgresql/session.hpp"
#include "core/sql/session_restoration.hpp"

#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace fz::postgresql {

/// The settings of a new session. They go to the server ahead of the first command, in one round
/// trip with it. Behind a pooler that gives every transaction another server session they would
/// fall to strangers: there nothing is set, and what the user asked for is an error(config).
class session_settings {
 public:
  using setting = options::setting;
  using session_opener = std::function<task<std::unique_ptr<session>>()>;

  /// `another` opens one more session, to find out about a pooler.
  session_settings(std::vector<setting> settings, session_opener another)
      : settings_(std::move(settings)), another_(std::move(another)) {}

  /// Puts them into the pipeline that the session has entered.
  void send(session& session);

  /// Takes their answers out of it.
  task<> read(session& session);

  /// To be called when the pipeline has been left. False: they were not set before, because the
  /// server's process is not the one that it named; now they are, where they may be. What was sent
  /// after them is to be sent again. Throws error(config) for a setting that the server refuses.
  task<bool> settle(session& session);

  /// Those that the session has once they are settled.
  const std::vector<session_setting>& in_force() const noexcept { return in_force_; }

 private:
  enum class where { in_this_process_only, wherever_it_is };

  void send(session& session, where w) const;
  task<> set_wherever_it_is(session& session);
  void check_that_none_is_asked_for() const;

  std::vector<setting> settings_;
  session_opener another_;
  std::vector<session_setting> in_force_;
  bool all_set_ = true;
  std::exception_ptr failure_;
};

}  // namespace fz::postgresql
