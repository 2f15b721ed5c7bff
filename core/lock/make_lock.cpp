#include "core/lock/migration_lock.hpp"

#include <utility>

namespace fz {

task<std::unique_ptr<migration_lock>> make_lock(lock_request wanted, server_lock how,
                                                std::filesystem::path beside) {
  if (wanted.work.dialect() == dialect::postgresql)
    co_return co_await make_server_lock(wanted, how);
  if (beside.empty()) co_return nullptr;
  co_return make_file_lock(wanted, std::move(beside));
}

}  // namespace fz
