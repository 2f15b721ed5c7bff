#pragma once

#include "core/database/database_error.hpp"
#include "core/sql/statement.hpp"

#include <libpq-fe.h>
#include <string>
#include <string_view>

namespace fz::postgresql {

/// Why the server refused the statement: its words with DETAIL and HINT, SQLSTATE, and the place
/// at which it stumbled.
database_error server_error(const PGresult* answer, const statement& s);

/// The connection broke off; `words`: what libpq says about it.
database_error connection_lost(std::string_view words, const statement& s);

/// The server broke the connection off and said why.
database_error connection_ended(const PGresult* answer, const statement& s);

/// No connection came about; `sqlstate`: of the server's answer, or empty; `database` names it,
/// without a password.
database_error cannot_connect(std::string_view words, std::string_view sqlstate,
                              std::string_view database);

/// True if the server cancelled the statement: on request, or after statement_timeout.
bool is_query_canceled(const database_error& problem);

/// What a caller must tell apart, by SQLSTATE (appendix A of PostgreSQL's documentation).
database_condition condition_of_sqlstate(std::string_view sqlstate);

}  // namespace fz::postgresql
