#pragma once

#include "core/command/test_revisions.hpp"

#include <string>

namespace fz::cmd {

/// The report as JUnit XML, as CI servers read it: a test case for each revision, one for the
/// heads and, if it was compared, one for the target.
std::string to_junit(const command::test_report& report);

}  // namespace fz::cmd
