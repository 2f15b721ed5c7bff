#pragma once

#include "core/database/catalog.hpp"
#include "core/database/connection.hpp"
#include "core/sql/statement.hpp"
#include "core/util/reporter.hpp"

#include <optional>
#include <vector>

namespace fz::postgresql {

/// See catalog::recover().
statement_recovery recover(sync_connection& c, const statement& s, reporter& to);

/// True if a note that the statement begins, or has ended, need not be on the disk before the run
/// goes on. The server's log is written in order: if a crash loses the note, it loses the statement
/// too, or the statement may run again, or recover() sees that it has ended. Not so for what leaves
/// files outside of the log (databases, tablespaces), or cannot be looked up.
bool may_note_late(const statement& s);

/// See catalog::leftovers().
std::vector<leftover> leftovers(sync_connection& c, const statement& s);

/// See catalog::check_recoverable(): CREATE INDEX CONCURRENTLY without a name is refused.
void check_recoverable(const statement& s);

/// No lock_timeout for what works CONCURRENTLY, or finishes such work: while it waits it blocks no
/// other session, and a limit would only leave it half-done. See catalog::setting_alone().
std::optional<temporary_setting> setting_alone(const statement& s);

/// See catalog::execute_alone(). Throws error(database) if an invalid index of the name is in the
/// way that cannot be rebuilt: another session builds it, or it is another table's.
void execute_alone(sync_connection& c, const statement& s, reporter& to);

}  // namespace fz::postgresql
