#include "local/http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <thread>

#include "common/ascii.h"
#include "common/unique_fd.h"
#include "local/http/client_key.h"
#include "local/http/own_hosts.h"

namespace local {
namespace {

// RFC 9112 3.2.2: "http://host/path" asks for "/path" of that host, whatever the Host header says.
void TakeAbsoluteForm(common::RequestHead& head) {
  constexpr std::string_view kScheme = "http://";
  if (!common::StartsWithNoCase(head.target, kScheme)) return;
  std::string rest = head.target.substr(kScheme.size());
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  head.headers.Set("Host", rest.substr(0, end));
  rest.erase(0, end);
  head.target = (rest.starts_with('/') ? "" : "/") + rest;
}

Request ToRequest(common::RequestHead& head) {
  TakeAbsoluteForm(head);
  Request request;
  request.method = std::move(head.method);
  const auto question = head.target.find('?');
  request.path = head.target.substr(0, question);
  if (question != std::string::npos) request.query = head.target.substr(question + 1);
  for (auto& [name, value] : head.headers) request.headers.emplace_back(name, value);
  return request;
}

bool AsksForContinue(const common::RequestHead& head) {
  const auto expect = head.headers.Get("Expect");
  return expect && common::EqualNoCase(*expect, "100-continue");
}

std::string AddressOf(const sockaddr_storage& peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET6) {
    const auto& address = reinterpret_cast<const sockaddr_in6&>(peer);
    inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof(text));
  } else {
    const auto& address = reinterpret_cast<const sockaddr_in&>(peer);
    inet_ntop(AF_INET, &address.sin_addr, text, sizeof(text));
  }
  return text;
}

HeadHandler WithWholeBody(HttpHandler handler, HttpServer::Options options) {
  return [handler = std::move(handler), options = std::move(options)](
             const Request& head, const std::string& peer, BodySource& body) -> Reply {
    auto read = body.Read(options.max_body_bytes);
    if (!read.ok()) return options.error(read.error().http_status);
    auto text = std::move(*read).Text();
    if (!text.ok()) return options.error(text.error().http_status);
    Request request = head;
    request.body = std::move(*text);
    return handler(request, peer);
  };
}

}  // namespace

struct HttpServer::State {
  State(HeadHandler answers, Options chosen)
      : handler(std::move(answers)),
        options(std::move(chosen)),
        connections(options.max_connections, options.max_connections_of_client) {}

  HeadHandler handler;
  Options options;
  std::optional<Listener> listener;
  common::UniqueFd wake{eventfd(0, EFD_CLOEXEC)};
  Connections connections;

  Reply Handle(const Request& request, const std::string& peer, BodySource& body) {
    try {
      return handler(request, peer, body);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s %s failed: %s\n", request.method.c_str(), request.path.c_str(),
                   error.what());
      return options.error(500);
    }
  }

  // False: nothing more is to be read from the connection.
  bool Answer(ClientStream& stream, common::RequestHead head, const std::string& peer) {
    if (const int status = RefuseForeignHost(head, options.hosts); status != 0) {
      stream.Send(options.error(status), head.method == "HEAD", true);
      return false;
    }
    using Become = Connections::State;
    StreamBody body(stream, head.framing, AsksForContinue(head),
                    [this, fd = stream.fd()](bool reading) {
                      return connections.Become(fd, reading ? Become::kBody : Become::kBusy);
                    });
    const bool wants_close = head.close;
    const Request request = ToRequest(head);
    const Reply reply = Handle(request, peer, body);
    if (body.Gone()) return false;
    const bool close = wants_close || (!body.Done() && !body.CanBeSkipped());
    if (!stream.Send(reply, request.method == "HEAD", close)) return false;
    return !close && (body.Done() || body.Skip(UINT64_MAX).ok());
  }

  void Refuse(ClientStream& stream, ClientStream::Head why) {
    const int status = why == ClientStream::Head::kLate            ? 408
                       : why == ClientStream::Head::kTargetTooLong ? 414
                       : why == ClientStream::Head::kTooLarge      ? 431
                                                                   : 400;
    stream.Send(options.error(status), false, true);
  }

  void Serve(ClientStream& stream, const std::string& peer) {
    using Become = Connections::State;
    const int fd = stream.fd();
    for (;;) {
      common::RequestHead head;
      const auto taken = stream.TakeHead(head);
      if (taken == ClientStream::Head::kEnded || !connections.Become(fd, Become::kBusy)) return;
      if (taken != ClientStream::Head::kComplete) {
        Refuse(stream, taken);
        break;
      }
      if (!Answer(stream, std::move(head), peer)) break;
      // the client has already sent a part of the next request
      const bool has_more = stream.HasInput();
      if (!has_more && (!connections.Become(fd, Become::kIdle) || !stream.AwaitRequest())) return;
      if (!connections.Become(fd, Become::kHead)) return;
    }
    if (connections.Become(fd, Become::kLeaving)) stream.CloseGently();
  }

  // Serves the connection on a new thread.
  void Adopt(common::UniqueFd fd, const std::string& peer) {
    const int number = fd.get();
    ClientStream stream(std::move(fd), *options.waits, options.patience, options.max_head_bytes);
    try {
      Serve(stream, peer);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "a connection failed: %s\n", error.what());
    }
    connections.Leave(number);
  }

  // False when the server is to stop.
  bool AwaitClient() {
    pollfd events[] = {{listener->fd(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
    poll(events, std::size(events), -1);
    return events[1].revents == 0;
  }

  // For a client that gets no thread: sends the refusal as far as that is possible without waiting.
  void TurnAway(common::UniqueFd fd) {
    const Reply reply = options.error(503);
    const std::string text = ReplyHead(reply, false, true) + reply.body;
    ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::shutdown(fd.get(), SHUT_WR);
    char waste[4096];
    for (int i = 0; i < 16; ++i) {
      if (::recv(fd.get(), waste, sizeof(waste), MSG_DONTWAIT) <= 0) break;
    }
  }

  void Start(common::UniqueFd fd, const std::string& peer) {
    const int number = fd.get();
    const int yes = 1;
    setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
    if (!connections.Enter(number, ClientKey(peer))) return TurnAway(std::move(fd));
    const auto held = std::make_shared<common::UniqueFd>(std::move(fd));
    try {
      std::thread([this, peer, held] { Adopt(std::move(*held), peer); }).detach();
    } catch (const std::system_error&) {  // the system gives no more threads
      connections.Leave(number);
      TurnAway(std::move(*held));
    }
  }

  void Accept() {
    sockaddr_storage address{};
    socklen_t length = sizeof(address);
    common::UniqueFd fd(
        ::accept4(listener->fd(), reinterpret_cast<sockaddr*>(&address), &length, SOCK_CLOEXEC));
    if (fd) return Start(std::move(fd), AddressOf(address));
    const bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (!full) return;
    connections.MakeRoom();
    // a connection that was closed to make room takes a moment to end
    constexpr int kMilliseconds = 10;
    pollfd stop{wake.get(), POLLIN, 0};
    poll(&stop, 1, kMilliseconds);
  }
};

HttpServer::HttpServer(HttpHandler handler, Options options)
    : HttpServer(WithWholeBody(std::move(handler), options), options) {}

HttpServer::HttpServer(HeadHandler handler, Options options)
    : state_(std::make_unique<State>(std::move(handler), std::move(options))) {}

HttpServer::~HttpServer() = default;

void HttpServer::Listen(Listener listener) { state_->listener.emplace(std::move(listener)); }

void HttpServer::Run() {
  while (state_->AwaitClient()) state_->Accept();
  // For connections that were accepted after Stop has done the same.
  state_->connections.ShutDownReading();
  state_->listener.reset();
  state_->connections.AwaitEmpty();
}

void HttpServer::Stop() {
  eventfd_write(state_->wake.get(), 1);
  // Running requests are finished; nothing more is read.
  state_->connections.ShutDownReading();
}

Connections::Counts HttpServer::Count() const { return state_->connections.Count(); }

Reply HttpServer::PlainError(int status) {
  switch (status) {
    case 408:
      return ErrorResponse(408, "RequestTimeout", "the request did not come in time");
    case 413:
      return ErrorResponse(413, "RequestEntityTooLarge", "the body is too large");
    case 414:
      return ErrorResponse(414, "UriTooLong", "the request line is too long");
    case 421:
      return ErrorResponse(421, "MisdirectedRequest", "this is not the host asked for");
    case 431:
      return ErrorResponse(431, "RequestHeaderFieldsTooLarge", "the head is too large");
    case 500:
      return ErrorResponse(500, "InternalServerError", "the request failed");
    case 503:
      return ErrorResponse(503, "ServiceUnavailable", "there is no room");
    default:
      return ErrorResponse(400, "BadRequest", "not an HTTP request");
  }
}

}  // namespace local
