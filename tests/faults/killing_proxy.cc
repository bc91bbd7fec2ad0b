#include "tests/faults/killing_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>
#include <utility>

#include "common/ascii.h"

namespace tests {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

size_t ContentLength(const std::string& head) {
  const std::string lower = common::Lower(head);
  const auto at = lower.find("\r\ncontent-length:");
  return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 17));
}

// One HTTP message with Content-Length; nullopt: the peer has gone. `head_only`: an answer to HEAD,
// or 204 or 304.
std::optional<std::string> ReadMessage(int from, std::string& rest, bool head_only) {
  char buffer[65536];
  for (;;) {
    const auto end = rest.find("\r\n\r\n");
    if (end != std::string::npos) {
      const auto head = rest.substr(0, end + 2);
      const bool bodyless = head_only || head.find(" 204 ") == 8 || head.find(" 304 ") == 8;
      const size_t length = end + 4 + (bodyless ? 0 : ContentLength(head));
      if (rest.size() >= length) {
        std::string message = rest.substr(0, length);
        rest.erase(0, length);
        return message;
      }
    }
    const auto count = read(from, buffer, sizeof(buffer));
    if (count <= 0) return std::nullopt;
    rest.append(buffer, static_cast<size_t>(count));
  }
}

bool WriteAll(int to, const std::string& text) {
  for (size_t sent = 0; sent < text.size();) {
    const auto count = send(to, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<size_t>(count);
  }
  return true;
}

}  // namespace

KillingProxy::KillingProxy(std::function<int()> target) : target_(std::move(target)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = Loopback(0);
  socklen_t length = sizeof(address);
  if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0 ||
      listen(listener_, 64) != 0 ||
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("the proxy cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Accept(); });
}

KillingProxy::~KillingProxy() {
  shutdown(listener_, SHUT_RDWR);
  close(listener_);
  thread_.join();
}

void KillingProxy::Accept() {
  std::vector<std::thread> connections;
  for (int client; (client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    connections.emplace_back([this, client] { Serve(client); });
  }
  for (auto& connection : connections) connection.join();
}

void KillingProxy::Arm(int n, When when, std::function<void()> kill) {
  const std::lock_guard lock(mutex_);
  due_ = seen_ + n;
  when_ = when;
  kill_ = std::move(kill);
}

bool KillingProxy::fired() {
  const std::lock_guard lock(mutex_);
  return !kill_;
}

bool KillingProxy::Disarm() {
  const std::lock_guard lock(mutex_);
  const bool fired = !kill_;
  kill_ = nullptr;
  return fired;
}

int KillingProxy::seen() {
  const std::lock_guard lock(mutex_);
  return seen_;
}

int KillingProxy::SeenBelow(const std::string& path) {
  const std::lock_guard lock(mutex_);
  return seen_below_[path];
}

int KillingProxy::Count(const std::string& request) {
  const auto path = request.find('/');
  const auto end = request.find_first_of("/? ", path + 1);
  const std::lock_guard lock(mutex_);
  ++seen_below_[request.substr(path, end - path)];
  return ++seen_;
}

bool KillingProxy::KillWhenDue(When when, int number) {
  const std::lock_guard lock(mutex_);
  if (!kill_ || number != due_ || when != when_) return false;
  std::exchange(kill_, nullptr)();
  return true;
}

void KillingProxy::Serve(int client) {
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto address = Loopback(target_());
  const int yes = 1;
  for (const int end : {client, server})
    setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
  std::string from_client;
  std::string from_server;
  if (connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    while (const auto request = ReadMessage(client, from_client, false)) {
      const int number = Count(*request);
      if (KillWhenDue(When::kBefore, number)) break;
      if (!WriteAll(server, *request)) break;
      const auto answer = ReadMessage(server, from_server, request->starts_with("HEAD "));
      if (!answer) break;
      if (KillWhenDue(When::kAfter, number)) break;
      if (!WriteAll(client, *answer)) break;
    }
  }
  close(client);
  close(server);
}

}  // namespace tests
