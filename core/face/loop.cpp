#include "core/face/loop.hpp"

#include <stdexcept>

namespace fz::face {

loop::turn::turn(loop& of) : loop_(of), lock_(of.turns_, std::defer_lock) {
  if (of.caller_ == std::this_thread::get_id()) {
    throw std::logic_error("fz was called from within another call on the same database.");
  }
  lock_.lock();
  loop_.caller_ = std::this_thread::get_id();
}

}  // namespace fz::face
