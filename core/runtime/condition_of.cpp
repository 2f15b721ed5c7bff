#include "core/runtime/condition_of.hpp"

namespace fz {

database_condition condition_of(const std::exception_ptr& failure) {
  if (!failure) return database_condition::other;
  try {
    std::rethrow_exception(failure);
  } catch (const database_error& e) {
    return e.condition();
  } catch (...) {
    return database_condition::other;
  }
}

}  // namespace fz
