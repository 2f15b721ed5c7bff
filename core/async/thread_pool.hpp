#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace fz {

/// Up to `size` threads for work that blocks. A thread is started only when there is work and no
/// other is idle, so a program that offloads nothing pays nothing.
class thread_pool {
 public:
  /// One piece of work. An interface because what is done and who hears of it differ by type.
  class job {
   public:
    virtual ~job() = default;
    virtual void run() noexcept = 0;
  };

  explicit thread_pool(std::size_t size) : size_(size) {}
  thread_pool(const thread_pool&) = delete;
  thread_pool& operator=(const thread_pool&) = delete;

  /// Waits for the jobs that were posted.
  ~thread_pool();

  /// Runs the job on some thread of the pool, in the order of posting. From any thread.
  void post(std::unique_ptr<job> work);

 private:
  void work();

  const std::size_t size_;
  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::unique_ptr<job>> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool closing_ = false;
};

}  // namespace fz
