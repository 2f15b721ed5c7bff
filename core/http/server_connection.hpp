#pragma once

#include "core/async/task.hpp"
#include "core/http/request_parser.hpp"
#include "core/http/server.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <list>
#include <string>
#include <string_view>

namespace fz::http {

/// One client's connection: requests are read and answered one after the other.
class server_connection {
 public:
  using clock = server::clock;

  server_connection(server& owner, boost::asio::ip::tcp::socket socket);
  server_connection(const server_connection&) = delete;
  server_connection& operator=(const server_connection&) = delete;
  ~server_connection();

  /// Serves the client until either side closes.
  task<> run();

  /// Called a few times a second: ends what has taken too long.
  void look_at(clock::time_point now);

  /// Reads no further request; closes at once if none is under way.
  void stop();

  /// Closes, whatever is under way.
  void abort();

 private:
  enum class phase { idle, header, body, answering, writing };

  task<bool> read_request();
  task<bool> receive();
  task<bool> answer_request();
  task<response> make_answer();
  task<> refuse(request_parser::progress why);
  task<> send(const response& answer, const framing& how);
  task<> send_pieces(const response& answer, const framing& how);
  task<> write(std::string_view bytes);
  task<> write(std::string_view head, std::string_view body);
  task<> close_gently();
  void enter(phase next);
  void read_addresses();
  void report(const response& answer, clock::time_point begun);

  server& server_;
  boost::asio::ip::tcp::socket socket_;
  std::list<server_connection*>::iterator place_;
  request request_;
  request_parser parser_;
  std::string input_;
  std::string output_;
  phase phase_ = phase::idle;
  clock::time_point deadline_;
  bool is_late_ = false;
  bool is_stopping_ = false;
};

}  // namespace fz::http
