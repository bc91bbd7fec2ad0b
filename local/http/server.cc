#include "local/http/server.h"

#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>

#include <cstring>

namespace local {
namespace {

// What httplib would act on itself is hidden from it and given back to the handler.
constexpr const char* kHidden[] = {"Range", "Content-Encoding", "Accept-Encoding", "Content-Type"};
constexpr const char* kHiddenPrefix = "X-Hidden-";

standin::Request ToRequest(const httplib::Request& from) {
  standin::Request request;
  request.method = from.method;
  const auto question = from.target.find('?');
  request.path = from.target.substr(0, question);
  if (question != std::string::npos) request.query = from.target.substr(question + 1);
  for (const auto& [name, value] : from.headers) {
    if (name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
        name == "LOCAL_PORT")
      continue;
    const bool hidden = name.rfind(kHiddenPrefix, 0) == 0;
    request.headers.emplace_back(hidden ? name.substr(std::strlen(kHiddenPrefix)) : name, value);
  }
  return request;
}

void Hide(httplib::Request& request) {
  request.ranges.clear();
  for (const char* name : kHidden) {
    std::vector<std::string> values;
    const auto [first, last] = request.headers.equal_range(name);
    for (auto it = first; it != last; ++it) values.push_back(it->second);
    request.headers.erase(first, last);
    for (auto& value : values)
      request.headers.emplace(std::string(kHiddenPrefix) + name, std::move(value));
  }
}

void Write(standin::Response from, bool head, httplib::Response& to) {
  to.status = from.status;
  std::string content_type;
  for (auto& [name, value] : from.headers) {
    if (strcasecmp(name.c_str(), "Content-Length") == 0 && !head) continue;
    if (strcasecmp(name.c_str(), "Content-Type") == 0) content_type = value;
    to.headers.emplace(name, value);
  }
  to.body = std::move(from.body);
}

class RawServer : public httplib::Server {
 private:
  // Waits for the next request of a connection that is kept open, or until the server stops.
  bool AwaitRequest(socket_t sock) const {
    constexpr int kLookEveryMillis = 200;
    constexpr int kMostLooks =
        30'000 / kLookEveryMillis;  // an idle connection is closed after 30 s
    for (int look = 0; look < kMostLooks && svr_sock_ != INVALID_SOCKET; ++look) {
      pollfd readable{sock, POLLIN, 0};
      const int ready = poll(&readable, 1, kLookEveryMillis);
      if (ready != 0) return ready > 0;
    }
    return false;
  }

  bool process_and_close_socket(socket_t sock) override {
    bool served = true;
    bool closed = false;
    while (served && !closed && AwaitRequest(sock)) {
      httplib::detail::SocketStream stream(sock, read_timeout_sec_, read_timeout_usec_,
                                           write_timeout_sec_, write_timeout_usec_);
      served = process_request(stream, false, closed, &Hide);
    }
    httplib::detail::shutdown_socket(sock);
    httplib::detail::close_socket(sock);
    return served;
  }
};

}  // namespace

struct HttpServer::State {
  HttpHandler handler;
  Options options;
  RawServer server;

  void Serve(const httplib::Request& from, httplib::Response& to,
             const httplib::ContentReader* reader) {
    standin::Request request = ToRequest(from);
    bool too_large = false;
    if (reader != nullptr) {
      (*reader)([&](const char* data, size_t length) {
        too_large = too_large || request.body.size() + length > options.max_body_bytes;
        if (!too_large) request.body.append(data, length);
        return true;
      });
    }
    Write(too_large && options.too_large ? options.too_large(request)
                                         : handler(request, from.remote_addr),
          from.method == "HEAD", to);
  }
};

HttpServer::HttpServer(HttpHandler handler, Options options) : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  state_->options = std::move(options);
  State* state = state_.get();
  auto& server = state->server;
  const auto without_body = [state](const httplib::Request& from, httplib::Response& to) {
    state->Serve(from, to, nullptr);
  };
  const auto with_body = [state](const httplib::Request& from, httplib::Response& to,
                                 const httplib::ContentReader& reader) {
    state->Serve(from, to, &reader);
  };
  server.Get(".*", without_body);
  server.Options(".*", without_body);
  server.Post(".*", with_body);
  server.Put(".*", with_body);
  server.Patch(".*", with_body);
  server.Delete(".*", with_body);
  server.set_payload_max_length(state->options.max_body_bytes + 1024 * 1024);
  server.set_keep_alive_max_count(1'000'000);
  server.set_keep_alive_timeout(30);
  server.set_read_timeout(30);
  server.set_write_timeout(30);
  server.set_tcp_nodelay(true);
  const size_t threads = state->options.threads;
  server.new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
  // Not SO_REUSEPORT, httplib's default: a port that another process serves is taken.
  server.set_socket_options([](socket_t sock) {
    const int yes = 1;
    setsockopt(sock, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
  });
}

HttpServer::~HttpServer() = default;

oci::Result<int> HttpServer::Listen(const std::string& host, int port) {
  errno = 0;
  const int bound = port == 0 ? state_->server.bind_to_any_port(host)
                              : (state_->server.bind_to_port(host, port) ? port : -1);
  if (bound > 0) return bound;
  return oci::Error{"bind_failed", host + ":" + std::to_string(port) + ": " + std::strerror(errno),
                    0, "", false};
}

void HttpServer::Run() { state_->server.listen_after_bind(); }
void HttpServer::Stop() { state_->server.stop(); }

}  // namespace local
