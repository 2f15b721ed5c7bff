#include "core/fleet/failure_text.hpp"

#include "core/util/error.hpp"
#include "core/util/text.hpp"

#include <new>

namespace fz {

std::string failure_text(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const error& e) {
    return e.what();
  } catch (const std::bad_alloc&) {
    return "There is not enough memory.";
  } catch (const std::exception& e) {
    return printable_lines(e.what());
  }
}

}  // namespace fz
