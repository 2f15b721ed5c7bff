#include "core/database/postgresql/catalog.hpp"

#include "core/database/postgresql/session_activity.hpp"
#include "core/database/postgresql/statement_recovery.hpp"
#include "core/sql/quoting.hpp"

namespace fz::postgresql {
namespace {

class server final : public catalog {
 public:
  std::vector<statement> announcement(const std::string& revision) const override {
    return {statement("SET LOCAL application_name = " + string_literal("fz migrate " + revision))};
  }

  statement_recovery recover(sync_connection& c, const statement& s, reporter& to) const override {
    return postgresql::recover(c, s, to);
  }

  std::vector<leftover> leftovers(sync_connection& c, const statement& s) const override {
    return postgresql::leftovers(c, s);
  }

  void check_recoverable(const statement& s) const override { postgresql::check_recoverable(s); }

  std::optional<temporary_setting> setting_alone(const statement& s) const override {
    return postgresql::setting_alone(s);
  }

  void execute_alone(sync_connection& c, const statement& s, reporter& to) const override {
    postgresql::execute_alone(c, s, to);
  }

  task<session_activity> activity(connection& observer, std::int64_t session) const override {
    return activity_of(observer, session);
  }

  bool retries_locked_steps() const noexcept override { return true; }
};

}  // namespace

const catalog& server_catalog() {
  static const server only;
  return only;
}

}  // namespace fz::postgresql
