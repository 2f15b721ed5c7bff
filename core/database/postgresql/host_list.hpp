#pragma once

#include "core/database/postgresql/connect_attempt.hpp"

#include <string>
#include <vector>

namespace fz::postgresql {

/// The value of a keyword: the last one given, else that of the environment's variable, else "".
std::string parameter_of(const connect_parameters& parameters, const std::string& keyword,
                         const char* variable);

/// The parameters as often as there are hosts in them, each time with one of them, in their order;
/// once where there is but one. target_session_attrs=prefer-standby asks all for a standby first.
std::vector<connect_parameters> one_host_each(const connect_parameters& parameters);

}  // namespace fz::postgresql
