#pragma once

#include "core/config/config.hpp"
#include "core/database/postgresql/connection.hpp"
#include "core/runtime/database.hpp"
#include "core/sql/session_restoration.hpp"

#include <vector>

namespace fz {

/// How to reach the server that the URL names, and how its sessions are set up by the
/// configuration; for access::look they cannot write.
postgresql::options postgresql_options_of(const database_url& url, access what,
                                          const config& settings);

/// The role, the search_path and the settings that the configuration asks for, in that order.
std::vector<session_setting> asked_for_settings(const database_config& settings);

}  // namespace fz
