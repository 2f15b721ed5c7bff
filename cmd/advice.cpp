#include "cmd/advice.hpp"

#include "core/util/text.hpp"

#include <fmt/format.h>

namespace fz::cmd {
namespace {

using action = remedy::action;

std::string sentence(const remedy& what_helps) {
  switch (what_helps.what) {
    case action::none:
      return {};
    case action::wait_longer_for_lock:
      return "--lock-timeout sets how long to wait, as in --lock-timeout 5m.";
    case action::wait_longer_in_statements:
      return "--statement-lock-timeout sets how long a statement waits for a lock, --retries how "
             "often its step is tried again.";
    case action::wait_for_server:
      return "--wait 60s waits for a server that is still starting.";
    case action::finish_revision:
      return "`fz migrate resume` finishes it.";
    case action::finish_or_give_up:
      return "`fz migrate resume` finishes it; `fz migrate stamp --purge REV` gives it up, and "
             "says "
             "that the database is at REV.";
    case action::say_what_a_statement_did:
      return "Find out, then run the same command with --interrupted-statement done or "
             "--interrupted-statement redo.";
    case action::look_again:
      return "`fz migrate current` shows where the database is.";
    case action::list_revisions:
      return "`fz migrate history` lists the revisions.";
    case action::correct_version_table:
      return "Restore the file; or, if you know that the database is at another revision, set the "
             "version table with `fz migrate stamp --purge REV`.";
    case action::initialize_project:
      return "`fz init` makes one; -c FILE names another.";
    case action::configure_url:
      return "Give one with --url.";
    case action::apply_revisions:
      return fmt::format("`fz migrate upgrade {}` applies what is pending.",
                         what_helps.subjects.empty() ? "head" : what_helps.subjects.front());
    case action::accept_files:
      return fmt::format("If the change is intended, `fz migrate accept {}` records it.",
                         join(what_helps.subjects, " "));
    case action::create_users_table:
      return "`fz init --users` starts a project whose first revision creates it.";
    case action::allow_branching:
      return "--splice allows a new branch from this revision.";
    case action::name_version_folder:
      return "Name it with --version-path.";
  }
  return {};
}

}  // namespace

std::string advice_for(const remedy& what_helps) {
  const std::string said = sentence(what_helps);
  return said.empty() ? said : "\n" + said;
}

}  // namespace fz::cmd
