#include "local/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "fdk/connection.h"
#include "fdk/text.h"

namespace local {
namespace {

constexpr timeval kIdleTimeout{30, 0};  // of a connection, between requests and inside one
constexpr size_t kMostConnections = 1000;

// RFC 9112 3.2.2: "http://host/path" asks for "/path" of that host, whatever Host says.
void TakeAbsoluteForm(fdk::RequestHead& head) {
  constexpr std::string_view kScheme = "http://";
  if (!fdk::StartsWithNoCase(head.target, kScheme)) return;
  std::string rest = head.target.substr(kScheme.size());
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  head.headers.Set("Host", rest.substr(0, end));
  rest.erase(0, end);
  head.target = (rest.starts_with('/') ? "" : "/") + rest;
}

standin::Request ToRequest(fdk::RequestHead& head) {
  TakeAbsoluteForm(head);
  standin::Request request;
  request.method = std::move(head.method);
  const auto question = head.target.find('?');
  request.path = head.target.substr(0, question);
  if (question != std::string::npos) request.query = head.target.substr(question + 1);
  for (auto& [name, value] : head.headers) request.headers.emplace_back(name, value);
  return request;
}

bool AsksForContinue(const fdk::RequestHead& head) {
  const auto expect = head.headers.Get("Expect");
  return expect && fdk::EqualNoCase(*expect, "100-continue");
}

// Status line and headers; the length is the body's, but for answers that have none by definition.
// An answer to HEAD has the length that its maker gave it, if it comes without the body.
std::string HeadOf(const standin::Response& response, bool is_head, bool close) {
  const bool bodyless = response.status == 204 || response.status == 304;
  const bool given = is_head && !oci::FindHeader(response.headers, "Content-Length").empty();
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                     httplib::detail::status_message(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    const bool framing = fdk::EqualNoCase(name, "Content-Length") ||
                         fdk::EqualNoCase(name, "Transfer-Encoding") ||
                         fdk::EqualNoCase(name, "Connection");
    if (framing && !(given && fdk::EqualNoCase(name, "Content-Length"))) continue;
    if (value.find_first_of("\r\n") != std::string::npos) continue;
    head += name + ": " + value + "\r\n";
  }
  if (!bodyless && !given && !(is_head && response.body.empty())) {
    head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  }
  return head + (close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n");
}

}  // namespace

struct HttpServer::State {
  HttpHandler handler;
  Options options;
  std::optional<Listener> listener;
  fdk::UniqueFd wake{eventfd(0, EFD_CLOEXEC)};
  std::mutex mutex;
  std::condition_variable ended;
  std::set<int> connections;

  bool Send(fdk::Connection& connection, const standin::Response& response, bool is_head,
            bool close) {
    const std::string head = HeadOf(response, is_head, close);
    const bool with_body = !is_head && !response.body.empty() && response.status != 304;
    connection.BeginExchange();
    connection.ExpectWrites(with_body ? 2 : 1);
    connection.write(head.data(), head.size());
    if (with_body) connection.write(response.body.data(), response.body.size());
    return connection.Flush() && !close;
  }

  // False: the connection is to be closed.
  bool Answer(fdk::Connection& connection, fdk::RequestHead head, const std::string& peer) {
    const bool wants_continue = AsksForContinue(head);
    const fdk::Framing framing = head.framing;
    const bool close = head.close;
    standin::Request request = ToRequest(head);
    const bool is_head = request.method == "HEAD";
    if (wants_continue && !connection.SendContinue()) return false;
    if (!connection.ReadBody(framing, request.body))
      return Send(connection, options.bad_request(), is_head, true);
    // Read all the same: a client that is still sending would not see the answer.
    if (request.body.size() > options.max_body_bytes) {
      return Send(connection, options.too_large(request), is_head, close);
    }
    return Send(connection, handler(request, peer), is_head, close);
  }

  void Serve(fdk::Connection& connection, const std::string& peer) {
    for (;;) {
      fdk::RequestHead head;
      switch (connection.TakeHead(head)) {
        case fdk::HeadState::kIncomplete:
          if (!connection.Receive()) return;
          break;
        case fdk::HeadState::kBroken:
          Send(connection, options.bad_request(), false, true);
          connection.CloseGently();
          return;
        case fdk::HeadState::kComplete:
          if (Answer(connection, std::move(head), peer)) break;
          connection.CloseGently();
          return;
      }
    }
  }

  // False when it is time to stop.
  bool AwaitClient() {
    pollfd events[] = {{listener->fd(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
    poll(events, std::size(events), -1);
    return events[1].revents == 0;
  }

  // On a thread of its own.
  void Adopt(fdk::UniqueFd fd, const std::string& peer) {
    const int number = fd.get();
    fdk::Connection connection(std::move(fd));
    try {
      Serve(connection, peer);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "a connection failed: %s\n", error.what());
    }
    const std::lock_guard lock(mutex);
    connections.erase(number);
    ended.notify_all();
  }
};

HttpServer::HttpServer(HttpHandler handler, Options options) : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  state_->options = std::move(options);
}

HttpServer::~HttpServer() = default;

void HttpServer::Listen(Listener listener) { state_->listener.emplace(std::move(listener)); }

void HttpServer::Run() {
  State* state = state_.get();
  sockaddr_in address{};
  for (;;) {
    if (!state->AwaitClient()) break;
    socklen_t length = sizeof(address);
    fdk::UniqueFd fd(::accept4(state->listener->fd(), reinterpret_cast<sockaddr*>(&address),
                               &length, SOCK_CLOEXEC));
    const std::lock_guard lock(state->mutex);
    if (!fd || state->connections.size() >= kMostConnections) continue;
    const int yes = 1;
    setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &kIdleTimeout, sizeof(kIdleTimeout));
    setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &kIdleTimeout, sizeof(kIdleTimeout));
    char peer[INET_ADDRSTRLEN] = "";
    inet_ntop(AF_INET, &address.sin_addr, peer, sizeof(peer));
    state->connections.insert(fd.get());
    std::thread([state, peer = std::string(peer), fd = std::move(fd)]() mutable {
      state->Adopt(std::move(fd), peer);
    }).detach();
  }
  state->listener.reset();
  std::unique_lock lock(state->mutex);
  state->ended.wait(lock, [&] { return state->connections.empty(); });
}

void HttpServer::Stop() {
  const std::lock_guard lock(state_->mutex);
  eventfd_write(state_->wake.get(), 1);
  // Calls under way are finished; nothing more is read.
  for (const int fd : state_->connections) ::shutdown(fd, SHUT_RD);
}

}  // namespace local
