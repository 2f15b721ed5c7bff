#include "core/command/log.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <fmt/format.h>

#include <utility>

namespace fz::command {

task<std::optional<std::vector<audit_row>>> log(const context& ctx, audit_selection wanted) {
  const auto history = configured_audit_table(ctx.config);
  if (!history) {
    throw error(error_kind::config,
                fmt::format("No history is kept: {} has no 'audit_table' under [alembic]. With "
                            "audit_table = \"fz_audit\" each step from now on leaves a row "
                            "there.",
                            quote(ctx.config.file.string())));
  }
  const connected_database session = co_await connect_to_look(ctx);
  co_return co_await history->read(*session.connection, std::move(wanted));
}

}  // namespace fz::command
