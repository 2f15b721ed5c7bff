// Only connection::run_sync() makes a sync_connection (SQLAlchemy would raise MissingGreenlet).
#include "core/database/connection.hpp"

namespace fz {

void migrate(sync_connection& c) { c.execute("DELETE FROM t"); }

#ifdef FZ_MUST_NOT_COMPILE
void migrate_from_anywhere(connection& c, sync_context& context) {
  sync_connection mine(c, context);
  migrate(mine);
}
#endif

}  // namespace fz
