#include "fdk/internal/server.h"

#include <exception>

#include "common/ascii.h"
#include "common/status_line.h"

namespace fdk {
namespace {

constexpr size_t kKeptBodyBytes = 8UL << 20;

std::string CallName(const Call& call) {
  return "call " + (call.id.empty() ? "without id" : call.id);
}

bool AsksForContinue(const Call& call) {
  return call.form == Form::kPlain &&
         common::EqualNoCase(call.request.headers.Get("Expect").value_or(""), "100-continue");
}

}  // namespace

FnServer::FnServer(fdk::Handler handler, ServerSettings settings, ConnectionTable& connections,
                   DeadlineWatcher& watcher)
    : handler_(std::move(handler)),
      settings_(std::move(settings)),
      connections_(connections),
      watcher_(watcher) {}

void FnServer::Run(int stop_fd) {
  connections_.Watch(stop_fd);
  for (bool stopping = false; !stopping;) {
    stopping = ServeReady(stop_fd, AwaitNext());
  }
  ServeReady(stop_fd, AwaitReady(0));  // calls that were sent before are still answered
  ServeReady(stop_fd, AwaitReady(0));  // and those on connections that were accepted just now
}

std::span<const int> FnServer::AwaitReady(int timeout_ms) {
  constexpr auto kAtOnce = std::chrono::milliseconds(1);
  const auto begin = std::chrono::steady_clock::now();
  const auto ready = connections_.AwaitReady(timeout_ms);
  if (std::chrono::steady_clock::now() - begin > kAtOnce)
    nothing_waited_at_ = std::chrono::system_clock::now();
  return ready;
}

std::span<const int> FnServer::AwaitNext() {
  if (has_answered_ && settings_.when_idle) {
    if (const auto ready = AwaitReady(0); !ready.empty()) return ready;
    RunWhenIdle();
    has_answered_ = false;
  }
  return AwaitReady(-1);
}

void FnServer::RunWhenIdle() {
  try {
    settings_.when_idle();
  } catch (const std::exception& error) {
    LogLine(std::string("between calls: ") + error.what());
  } catch (...) {
    LogLine("between calls: an exception of unknown type");
  }
  FlushLogs();
}

// True: the process is to stop.
bool FnServer::ServeReady(int stop_fd, std::span<const int> ready) {
  bool stopping = false;
  for (const int fd : ready) {
    if (fd == stop_fd) {
      stopping = true;
    } else if (fd == connections_.listener_fd()) {
      connections_.AcceptWaiting();
      // null: it was closed to make room
    } else if (Connection* connection = connections_.Find(fd)) {
      if (ServeReadable(*connection)) continue;
      connection->CloseGently();
      connections_.Close(fd);
    }
  }
  return stopping;
}

// False: the connection is to be closed.
bool FnServer::ServeReadable(Connection& connection) {
  constexpr int kMostLingers = 64;
  if (!connection.Receive()) return false;
  for (int lingers_left = kMostLingers;;) {
    common::RequestHead head;
    switch (connection.TakeHead(head)) {
      case common::HeadState::kIncomplete:
        // Waits only a limited number of times, so that other connections and the signal to stop
        // are served.
        if (--lingers_left < 0 || !connection.ReceiveSoon()) return true;
        break;
      case common::HeadState::kBroken:
        LogLine("what came is no HTTP request; answered 502");
        ServeCall(connection, std::nullopt);
        return false;
      case common::HeadState::kComplete:
        if (!ServeCall(connection, std::move(head))) return false;
    }
  }
}

bool FnServer::ServeCall(Connection& connection, std::optional<common::RequestHead> head) {
  const bool close = !head || head->close;
  Exchange exchange{.connection = connection, .head = std::move(head), .close = close};
  Reply reply = FailureReply();
  try {
    reply = Answer(exchange);
  } catch (const std::exception& error) {
    LogLine(std::string("a call failed: ") + error.what() + "; answered 502");
    exchange.close = true;
  }
  has_answered_ = true;
  if (exchange.timed_out) return false;
  const bool is_sent = connection.Send(
      common::StatusLine(reply.status) + HeaderBlock(reply, exchange.close) + "\r\n", reply.body);
  nothing_waited_at_ = std::chrono::system_clock::now();
  return is_sent && !exchange.close;
}

Reply FnServer::Answer(Exchange& exchange) {
  if (!exchange.head) return FailureReply();
  const auto now = std::chrono::system_clock::now();
  common::RequestHead& head = *exchange.head;
  const common::Framing framing = head.framing;
  std::optional<std::string> frame = settings_.log_frame.Line(head.headers);
  Call call = MapCall(std::move(head), settings_.plain_http, now);
  call.values.deadline = DeadlineOf(call, now);
  watcher_.Begin(exchange.connection.fd(), AnswerLimit(call.values.deadline, now),
                 call.values.cancellation);
  if (frame) PrintFrame(*frame);
  Reply reply = RunCall(call, exchange, framing);
  body_ = std::move(call.request.body);
  if (body_.capacity() > kKeptBodyBytes) std::string().swap(body_);
  if (!watcher_.Finish()) {
    exchange.timed_out = true;
    LogLine(CallName(call) + ": timed out and was answered 504; its own answer is discarded");
  }
  return reply;
}

// The call was not sent before `nothing_waited_at_`: Fn sends a call when the one before it has
// been answered, or to a process that is idle.
TimePoint FnServer::DeadlineOf(const Call& call, TimePoint now) {
  if (!call.deadline_is_cut) return call.values.deadline;
  return deadlines_.Restore(call.values.deadline,
                            nothing_waited_at_ - WholeSecondDeadlines::kTransit, now);
}

Reply FnServer::RunCall(Call& call, Exchange& exchange, const common::Framing& framing) {
  try {
    call.request.body = std::move(body_);
    call.request.body.clear();
    if (AsksForContinue(call)) exchange.connection.SendContinue();
    if (!exchange.connection.ReadBody(framing, call.request.body)) {
      exchange.close = true;
      LogLine(CallName(call) + ": the body is cut short, malformed or too large; answered 502");
      return FailureReply();
    }
    if (call.values.deadline <= std::chrono::system_clock::now()) {
      LogLine(CallName(call) + ": arrived after its deadline; answered 504");
      return TimeoutReply();
    }
    return RunHandler(call);
  } catch (const std::exception& error) {
    LogLine(CallName(call) + ": failed: " + error.what() + "; answered 502");
  } catch (...) {
    LogLine(CallName(call) + ": failed: an exception of unknown type; answered 502");
  }
  FlushLogs();
  return FailureReply();
}

Reply FnServer::RunHandler(Call& call) {
  Context context(std::move(call.values));
  Response response = handler_(call.request, context);
  FlushLogs();
  if (!IsClientStatus(response.status)) {
    LogLine(CallName(call) + ": the handler answered status " + std::to_string(response.status) +
            ", which no client can be sent; answered 502");
  }
  return MapReply(call.form, call.request.method, std::move(response));
}

std::string ClosingAnswer(const Reply& reply) {
  return common::StatusLine(reply.status) + HeaderBlock(reply, true) + "\r\n";
}

}  // namespace fdk
