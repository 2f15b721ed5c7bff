#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fz {

/// What a project asks of names and passwords beyond being text ([users] in alembic.toml). The
/// defaults ask nothing.
struct account_rules {
  std::size_t username_min_length = 0;                  ///< characters
  std::optional<std::size_t> username_max_length = {};  ///< characters
  std::string username_pattern = {};    ///< an ECMAScript expression for the whole name; empty: any
  std::size_t password_min_length = 0;  ///< characters
};

/// Why no account may have the name under these rules, as a sentence that shows it; empty: it may.
/// UTF-8 without NUL is asked for in any case, since a database may not keep anything else.
std::string username_problem(std::string_view username, const account_rules& rules);

/// The same for a password, which is not shown.
std::string password_problem(std::string_view password, const account_rules& rules);

/// Throws error(usage) for a name or password that a person at a terminal cannot mean, or that the
/// rules refuse: a name that is empty, has blanks at an end, or characters that are not seen or
/// that a terminal would obey; an empty password.
void check_username(std::string_view username, const account_rules& rules);
void check_password(std::string_view password, const account_rules& rules);

/// The address as it is stored. Throws error(usage) with the reason if it is not one: see
/// parse_email().
std::string checked_email(std::string_view email);

}  // namespace fz
