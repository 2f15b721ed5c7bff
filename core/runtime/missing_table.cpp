#include "core/runtime/missing_table.hpp"

#include "core/database/database_error.hpp"

namespace fz {

bool is_missing_table(const std::exception_ptr& failure) {
  if (!failure) return false;
  try {
    std::rethrow_exception(failure);
  } catch (const database_error& e) {
    return e.condition() == database_condition::undefined_table;
  } catch (...) {
    return false;
  }
}

}  // namespace fz
