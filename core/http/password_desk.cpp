#include "core/http/password_desk.hpp"

#include <utility>

namespace fz::http {

password_desk::password_desk(std::size_t waiting)
    : hasher_(0, password_hasher::priority::low), most_(hasher_.at_once() + waiting) {}

task<std::string> password_desk::hash(std::string password) {
  take_place();
  co_return co_await hasher_.hash(std::move(password));
}

task<bool> password_desk::verify(std::optional<std::string> encoded, std::string password) {
  take_place();
  co_return co_await hasher_.verify(std::move(encoded), std::move(password));
}

void password_desk::take_place() const {
  if (hasher_.pending() >= most_) throw too_many_passwords();
}

}  // namespace fz::http
