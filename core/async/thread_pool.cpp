#include "core/async/thread_pool.hpp"

#include <signal.h>
#include <utility>

namespace fz {

thread_pool::~thread_pool() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  posted_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void thread_pool::post(std::unique_ptr<job> work) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(work));
    if (jobs_.size() > idle_ && threads_.size() < size_) {
      // Signals are answered by the loop's thread: the pool's threads inherit a full mask.
      sigset_t all;
      sigset_t before;
      sigfillset(&all);
      pthread_sigmask(SIG_SETMASK, &all, &before);
      threads_.emplace_back([this] { this->work(); });
      pthread_sigmask(SIG_SETMASK, &before, nullptr);
    }
  }
  posted_.notify_one();
}

void thread_pool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    posted_.wait(lock, [this] { return closing_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) return;
    std::unique_ptr<job> next = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    next->run();
    next.reset();
    lock.lock();
  }
}

}  // namespace fz
