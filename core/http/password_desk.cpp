#include "core/http/password_desk.hpp"

#include "core/async/offload.hpp"
#include "core/users/password_hash.hpp"

#include <algorithm>
#include <sys/resource.h>
#include <thread>
#include <utility>

namespace fz::http {
namespace {

/// The hash of a password that nobody knows, with today's parameters.
constexpr const char* of_nobody =
    "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Lets all other threads go first; the threads that libargon2 starts inherit it. (On Linux a nice
/// value is a thread's own: setpriority(2).)
void give_way() {
  thread_local const int done = ::setpriority(PRIO_PROCESS, 0, 10);
  static_cast<void>(done);
}

}  // namespace

/// One of the places, held while it lives.
class password_desk::place {
 public:
  explicit place(password_desk& desk) : desk_(desk) {
    if (desk_.pending_ >= desk_.most_) throw too_many_passwords();
    ++desk_.pending_;
  }
  place(const place&) = delete;
  place& operator=(const place&) = delete;
  ~place() { --desk_.pending_; }

 private:
  password_desk& desk_;
};

password_desk::password_desk(std::size_t waiting)
    : at_once_(std::max(1u, std::thread::hardware_concurrency())),
      most_(at_once_ + waiting),
      pool_(at_once_) {}

task<std::string> password_desk::hash(std::string password) {
  const place mine(*this);
  auto work = [&password] {
    give_way();
    std::string encoded = hash_password(password);
    wipe(password);
    return encoded;
  };
  co_return co_await offload(pool_, work);
}

task<bool> password_desk::verify(std::optional<std::string> encoded, std::string password) {
  const place mine(*this);
  auto work = [&encoded, &password] {
    give_way();
    const bool same = verify_password(encoded.value_or(of_nobody), password) && encoded.has_value();
    wipe(password);
    return same;
  };
  co_return co_await offload(pool_, work);
}

}  // namespace fz::http
