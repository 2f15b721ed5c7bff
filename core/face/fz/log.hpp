#pragma once

#include <functional>
#include <string_view>

namespace fz::face {

enum class log_level { debug, info, warning, error };

/// Takes one line without a line end; `part` names the part of fz that writes it. Called on the
/// thread that called the library.
using log_function =
    std::function<void(log_level level, std::string_view part, std::string_view line)>;

}  // namespace fz::face
