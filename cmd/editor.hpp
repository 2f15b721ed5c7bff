#pragma once

#include "cmd/invocation.hpp"

#include <string>
#include <vector>

namespace fz::cmd {

/// Opens the files in the user's editor and waits until it is left: $VISUAL, $EDITOR (both are
/// commands of the shell), else the first of sensible-editor, editor, nano, vim and vi that is
/// installed. Meanwhile Ctrl-C is the editor's. Throws error(usage) if there is no editor,
/// error(file) if it ends with a failure.
task<> edit_files(invocation& call, std::vector<std::string> files);

}  // namespace fz::cmd
