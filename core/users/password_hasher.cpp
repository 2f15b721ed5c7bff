#include "core/users/password_hasher.hpp"

#include "core/async/offload.hpp"
#include "core/users/password_hash.hpp"
#include "core/util/error.hpp"

#include <algorithm>
#include <sched.h>
#include <sys/resource.h>
#include <thread>
#include <utility>

namespace fz {
namespace {

/// Those that this process may use, which in a container are fewer than the machine has.
std::size_t processors() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (::sched_getaffinity(0, sizeof usable, &usable) == 0) {
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&usable)));
  }
  return std::max(1U, std::thread::hardware_concurrency());
}

/// A hash with the usual parameters that no password is known to have.
constexpr const char* nobodys_hash =
    "$argon2id$v=19$m=65536,t=3,p=4$bm8gc3VjaCBhY2NvdW50$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Gives way to all other threads; the threads that libargon2 starts inherit it. (On Linux a nice
/// value is a thread's own: setpriority(2).)
void give_way() {
  thread_local const int done = ::setpriority(PRIO_PROCESS, 0, 10);
  static_cast<void>(done);
}

/// Counts one hash while it lives, and wipes the password at the end.
class running {
 public:
  running(std::size_t& count, std::string& password) : count_(count), password_(password) {
    ++count_;
  }
  running(const running&) = delete;
  running& operator=(const running&) = delete;
  ~running() {
    --count_;
    wipe(password_);
  }

 private:
  std::size_t& count_;
  std::string& password_;
};

}  // namespace

password_hasher::password_hasher(std::size_t at_once, priority how)
    : at_once_(at_once == 0 ? processors() : at_once), priority_(how), pool_(at_once_) {}

task<std::string> password_hasher::hash(std::string password) {
  const running now(pending_, password);
  // Alone, it may use the processors that the others would.
  const auto how = pending_ > 1 ? hash_threads::one : hash_threads::four;
  auto work = [&password, how, this] {
    if (priority_ == priority::low) give_way();
    return hash_password(password, how);
  };
  co_return co_await offload(pool_, work);
}

task<bool> password_hasher::verify(std::optional<std::string> encoded, std::string password) {
  const running now(pending_, password);
  const bool is_known = encoded.has_value();
  const std::string hash = std::move(encoded).value_or(nobodys_hash);
  auto work = [&hash, &password, this] {
    if (priority_ == priority::low) give_way();
    return verify_password(hash, password);
  };
  const bool right = co_await offload(pool_, work);
  co_return right&& is_known;
}

}  // namespace fz
