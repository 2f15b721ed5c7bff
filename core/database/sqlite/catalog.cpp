#include "core/database/sqlite/catalog.hpp"

#include "core/database/connection.hpp"

namespace fz::sqlite {
namespace {

class file final : public catalog {
 public:
  std::vector<statement> announcement(const std::string&) const override { return {}; }

  /// What can be in question here, such as VACUUM, may run again.
  statement_recovery recover(sync_connection&, const statement&, reporter&) const override {
    return statement_recovery::run_again;
  }

  std::vector<leftover> leftovers(sync_connection&, const statement&) const override { return {}; }

  void check_recoverable(const statement&) const override {}

  std::optional<temporary_setting> setting_alone(const statement&) const override {
    return std::nullopt;
  }

  void execute_alone(sync_connection& c, const statement& s, reporter&) const override {
    c.execute(s);
  }

  task<session_activity> activity(connection&, std::int64_t) const override {
    co_return session_activity();
  }

  bool retries_locked_steps() const noexcept override { return false; }
};

}  // namespace

const catalog& file_catalog() {
  static const file only;
  return only;
}

}  // namespace fz::sqlite
