// Serves calls one at a time.
#pragma once

#include <optional>
#include <string>

#include "fdk/fdk.h"
#include "fdk/internal/call.h"
#include "fdk/internal/connection_table.h"
#include "fdk/internal/deadline.h"
#include "fdk/internal/log_frame.h"
#include "fdk/internal/reply.h"
#include "fdk/internal/whole_second.h"

namespace fdk {

struct ServerSettings {
  bool plain_http = false;  // FDK_DEBUG_LISTEN
  LogFrame log_frame;
  WhenIdle when_idle;
};

class FnServer {
 public:
  FnServer(fdk::Handler handler, ServerSettings settings, ConnectionTable& connections,
           DeadlineWatcher& watcher);

  // Serves until `stop_fd` becomes readable; the current call is finished first.
  void Run(int stop_fd);

 private:
  // One request and what becomes of its connection.
  struct Exchange {
    Connection& connection;
    std::optional<common::RequestHead> head;  // nullopt: the bytes were no valid request
    bool close = false;                       // close the connection after the response
    bool timed_out = false;                   // 504 has been sent for it already
  };

  std::span<const int> AwaitReady(int timeout_ms);
  std::span<const int> AwaitNext();
  void RunWhenIdle();
  bool ServeReady(int stop_fd, std::span<const int> ready);
  bool ServeReadable(Connection& connection);
  bool ServeCall(Connection& connection, std::optional<common::RequestHead> head);
  Reply Answer(Exchange& exchange);
  Reply RunCall(Call& call, Exchange& exchange, const common::Framing& framing);
  Reply RunHandler(Call& call);
  TimePoint DeadlineOf(const Call& call, TimePoint now);

  const fdk::Handler handler_;
  const ServerSettings settings_;
  ConnectionTable& connections_;
  DeadlineWatcher& watcher_;
  WholeSecondDeadlines deadlines_;
  TimePoint nothing_waited_at_;  // the last time at which no call was waiting in the sockets
  bool has_answered_ = false;    // since when_idle ran last
  std::string body_;             // kept between calls to reuse its memory
};

// The bytes of a whole response without body, to be sent before the connection is closed.
std::string ClosingAnswer(const Reply& reply);

}  // namespace fdk
