#include "fdk/server.h"

#include <exception>

#include "fdk/text.h"

namespace fdk {
namespace {

constexpr size_t kKeptBodyBytes = 8UL << 20;

std::string CallName(const Call& call) {
  return "call " + (call.values.call_id.empty() ? "without id" : call.values.call_id);
}

bool AsksForContinue(const Call& call) {
  return call.form == Form::kPlain &&
         EqualNoCase(call.request.headers.Get("Expect").value_or(""), "100-continue");
}

}  // namespace

FnServer::FnServer(fdk::Handler handler, ServerSettings settings, ConnectionTable& connections,
                   DeadlineWatcher& watcher)
    : handler_(std::move(handler)),
      settings_(std::move(settings)),
      connections_(connections),
      watcher_(watcher) {
  HookIntoHttplib();
}

void FnServer::HookIntoHttplib() {
  set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    Fill(response, Answer());
    return HandlerResponse::Handled;
  });
  // Whatever else httplib would answer (400, 404, 413, 500...) would make Fn kill the container.
  const HandlerWithResponse keep_to_502 = [this](const httplib::Request&,
                                                 httplib::Response& response) {
    if (exchange_.replied) return HandlerResponse::Unhandled;
    exchange_.close = true;
    Fill(response, FailureReply());
    return HandlerResponse::Handled;
  };
  set_error_handler(keep_to_502);
  set_exception_handler(
      [this](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
        exchange_.close = true;
        Fill(response, FailureReply());
      });
  set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    if (!exchange_.close) response.headers.erase("Connection");
    if (!exchange_.has_content_type) response.headers.erase("Content-Type");
  });
}

void FnServer::Run(int stop_fd) {
  std::vector<pollfd> polled;
  for (bool changed = true;;) {
    if (changed) polled = PollList(stop_fd);
    if (::poll(polled.data(), polled.size(), -1) <= 0) continue;
    if (polled[0].revents) break;
    changed = ServeEvents(polled);
  }
  // What had been sent before the process was told to stop is still answered.
  connections_.AcceptWaiting();
  polled = PollList(stop_fd);
  if (::poll(polled.data(), polled.size(), 0) > 0) ServeEvents(polled);
}

std::vector<pollfd> FnServer::PollList(int stop_fd) const {
  std::vector<pollfd> polled = {{stop_fd, POLLIN, 0}, {connections_.listener_fd(), POLLIN, 0}};
  for (const int fd : connections_.Fds()) polled.push_back({fd, POLLIN, 0});
  return polled;
}

// True: the connections have changed.
bool FnServer::ServeEvents(const std::vector<pollfd>& polled) {
  bool changed = false;
  if (polled[1].revents) {
    connections_.AcceptWaiting();
    changed = true;
  }
  for (size_t i = 2; i < polled.size(); ++i) {
    if (!polled[i].revents) continue;
    Connection* connection = connections_.Find(polled[i].fd);  // null: AcceptWaiting made room
    if (!connection || ServeReadable(*connection)) continue;
    connection->CloseGently();
    connections_.Close(polled[i].fd);
    changed = true;
  }
  return changed;
}

// False: the connection is to be closed.
bool FnServer::ServeReadable(Connection& connection) {
  if (!connection.Receive()) return false;
  for (;;) {
    RequestHead head;
    switch (connection.TakeHead(head)) {
      case HeadState::kIncomplete:
        return true;
      case HeadState::kBroken:
        LogLine("what came is no HTTP request; answered 502");
        ServeCall(connection, std::nullopt);
        return false;
      case HeadState::kComplete:
        if (!ServeCall(connection, std::move(head))) return false;
    }
  }
}

bool FnServer::ServeCall(Connection& connection, std::optional<RequestHead> head) {
  const bool close = !head || head->close;
  exchange_ = {.connection = &connection, .head = std::move(head), .close = close};
  connection.BeginExchange();
  // "true" spares httplib's Keep-Alive header, which announces a timeout that there is not; the
  // hook above takes the Connection header back.
  bool closed = false;
  process_request(connection, true, closed, nullptr);
  return connection.Flush() && !exchange_.close;
}

Reply FnServer::Answer() {
  if (!exchange_.head) return FailureReply();
  const auto now = std::chrono::system_clock::now();
  RequestHead& head = *exchange_.head;
  const Framing framing = head.framing;
  std::optional<std::string> frame = settings_.log_frame.Line(head.headers);
  Call call = MapCall(std::move(head), settings_.plain_http, now);
  watcher_.Begin(exchange_.connection->fd(), AnswerLimit(call.values.deadline, now),
                 call.values.cancellation);
  if (frame) PrintFrame(*frame);
  Reply reply = RunCall(call, framing);
  body_ = std::move(call.request.body);
  if (body_.capacity() > kKeptBodyBytes) std::string().swap(body_);
  if (!watcher_.Finish()) {
    exchange_.connection->Discard();
    exchange_.close = true;
    LogLine(CallName(call) + ": timed out and was answered 504; its own answer is discarded");
  }
  return reply;
}

Reply FnServer::RunCall(Call& call, const Framing& framing) {
  try {
    call.request.body = std::move(body_);
    call.request.body.clear();
    if (AsksForContinue(call)) exchange_.connection->SendContinue();
    if (!exchange_.connection->ReadBody(framing, call.request.body)) {
      exchange_.close = true;
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
  Context context(call.values);
  Response response = handler_(call.request, context);
  FlushLogs();
  if (!IsClientStatus(response.status)) {
    LogLine(CallName(call) + ": the handler answered status " + std::to_string(response.status) +
            ", which no client can be sent; answered 502");
  }
  return MapReply(call.form, call.request.method, std::move(response));
}

void FnServer::Fill(httplib::Response& response, Reply reply) {
  exchange_.replied = true;
  exchange_.has_content_type = reply.headers.Get("Content-Type").has_value();
  response.status = reply.status;
  response.headers.clear();
  for (const auto& [name, value] : reply.headers) response.headers.emplace(name, value);
  response.body = std::move(reply.body);
}

std::string ClosingAnswer(const Reply& reply) {
  std::string answer = "HTTP/1.1 " + std::to_string(reply.status) + " " +
                       httplib::detail::status_message(reply.status) + "\r\n";
  for (const auto& [name, value] : reply.headers) answer += name + ": " + value + "\r\n";
  return answer + "Content-Length: 0\r\nConnection: close\r\n\r\n";
}

}  // namespace fdk
