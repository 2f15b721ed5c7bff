#pragma once

#include "core/autogenerate/compare.hpp"
#include "core/command/context.hpp"
#include "core/database/database_url.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace fz::command {

/// How one revision did.
struct revision_test {
  enum class result {
    passed,
    failed,
    not_reversible,  ///< it has no way back; its upgrade works
    not_run,         ///< one before it could not be applied
  };

  std::string revision;
  std::string message;
  result ended = result::not_run;
  /// Nothing: it was not tried.
  std::optional<std::chrono::microseconds> upgrade = {};
  std::optional<std::chrono::microseconds> downgrade = {};
  std::optional<std::chrono::microseconds> upgrade_again = {};
};

struct test_finding {
  enum class kind {
    several_heads,
    upgrade_failed,
    downgrade_failed,
    leaves_traces,  ///< after the downgrade the schema is not as it was before the upgrade
    second_upgrade_failed,
    second_upgrade_differs,
    target,  ///< the revisions do not lead to the target
  };

  kind what;
  std::string revision;  ///< empty: it is about all of them
  std::string sentence;
  std::vector<difference> differences = {};
};

struct test_request {
  std::string from = {};  ///< an identifier: what leads there is applied and not tested
  std::optional<database_url> scratch = {};  ///< see schema_reader
  /// Called after each revision, on the loop's thread.
  std::function<void(const revision_test&)> tested = nullptr;
};

struct test_report {
  std::vector<revision_test> revisions;  ///< in the order in which they run
  std::vector<test_finding> findings;    ///< empty: all is well
  std::size_t not_reversible = 0;
  bool compared_target = false;
  std::chrono::microseconds taken{0};
};

/// Tests the project's revisions on scratch databases: there is one head; each revision goes up,
/// down and up again, with an equal schema before and after; the last schema is the target, if
/// there is one. What a revision does wrong is a finding, and the next ones are still tested where
/// that is possible. Throws what is wrong with a revision's header or the graph.
task<test_report> test_revisions(const context& ctx, test_request request);

}  // namespace fz::command
