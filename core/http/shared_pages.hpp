#pragma once

#include "core/async/outcome.hpp"
#include "core/async/task.hpp"
#include "core/http/user_store.hpp"

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace fz::http {

/// Pages of the list of users, queried once for all requests that wait for the same page. A request
/// never gets a page whose query began before the request: while one query runs, new requests wait
/// for the next. So the answer is always a state that the database had while the request waited.
class shared_pages {
 public:
  /// A page, and the body of an answer with all of it.
  struct page {
    user_page users;
    std::shared_ptr<const std::string> body;  ///< {"users":[…]}
  };

  explicit shared_pages(user_store& from) : store_(from) {}

  task<std::shared_ptr<const page>> read(std::int64_t limit, std::int64_t offset);

 private:
  using key = std::pair<std::int64_t, std::int64_t>;

  /// One query and the requests that wait for it.
  struct reading {
    explicit reading(const boost::asio::any_io_executor& loop)
        : ended(loop, boost::asio::steady_timer::time_point::max()) {}

    boost::asio::steady_timer ended;
    outcome<std::shared_ptr<const page>> result;
    bool has_ended = false;
  };

  struct slot {
    std::shared_ptr<reading> running;
    std::shared_ptr<reading> next;
  };

  static task<> wait_for(std::shared_ptr<reading> other);
  task<std::shared_ptr<const page>> read_anew(key wanted);
  task<> run(key wanted, std::shared_ptr<reading> own);

  user_store& store_;
  std::map<key, slot> slots_;
};

}  // namespace fz::http
