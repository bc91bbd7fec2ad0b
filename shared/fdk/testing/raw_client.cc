#include "fdk/testing/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <stdexcept>

#include "common/unique_fd.h"

namespace fdk::testing {
namespace {

constexpr timeval kGiveUpAfter = {60, 0};  // a hanging test ends here

RawClient Connected(int family, const sockaddr* address, socklen_t size) {
  common::UniqueFd fd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(fd.get(), address, size) != 0) throw std::runtime_error("cannot connect");
  return RawClient(std::move(fd));
}

}  // namespace

RawClient::RawClient(common::UniqueFd fd) : fd_(std::move(fd)) {
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &kGiveUpAfter, sizeof kGiveUpAfter);
  ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &kGiveUpAfter, sizeof kGiveUpAfter);
}

RawClient RawClient::Unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return Connected(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

RawClient RawClient::Tcp(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return Connected(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void RawClient::FinishSending() { ::shutdown(fd_.get(), SHUT_WR); }

bool RawClient::Fill() {
  char buffer[65536];
  const auto got = ::recv(fd_.get(), buffer, sizeof buffer, 0);
  if (got <= 0) return false;
  input_.append(buffer, static_cast<size_t>(got));
  return true;
}

RawResponse RawClient::Read(bool has_body) {
  size_t head_end;
  while ((head_end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!Fill()) return {};
  }
  RawResponse response;
  std::sscanf(input_.c_str(), "HTTP/1.1 %d ", &response.status);
  size_t line = input_.find("\r\n") + 2;
  while (line < head_end + 2) {
    const auto end = input_.find("\r\n", line);
    const auto colon = input_.find(": ", line);
    response.headers.Add(input_.substr(line, colon - line),
                         input_.substr(colon + 2, end - colon - 2));
    line = end + 2;
  }
  const size_t length =
      !has_body
          ? 0
          : std::strtoul(std::string(response.headers.Get("Content-Length").value_or("0")).c_str(),
                         nullptr, 10);
  while (input_.size() < head_end + 4 + length) {
    if (!Fill()) return {};
  }
  response.body = input_.substr(head_end + 4, length);
  input_.erase(0, head_end + 4 + length);
  return response;
}

std::vector<RawResponse> RawClient::ReadAll() {
  std::vector<RawResponse> all;
  for (;;) {
    auto response = Read();
    if (response.status == 0) return all;
    all.push_back(std::move(response));
  }
}

bool RawClient::AtEnd() { return input_.empty() && !Fill(); }

RawResponse RawClient::Call(std::string_view bytes) {
  Send(bytes);  // an early answer may come with a closed connection
  return Read();
}

std::string AgentCall(std::string_view body, const CallOptions& options) {
  std::string call =
      "POST /call HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Go-http-client/1.1\r\n"
      "Transfer-Encoding: chunked\r\n";
  for (const auto& header : options.headers) call += header + "\r\n";
  call += "Accept-Encoding: gzip\r\n\r\n";
  while (!body.empty()) {
    const auto chunk = body.substr(0, options.chunk_bytes);
    body.remove_prefix(chunk.size());
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
    call += size;
    call += chunk;
    call += "\r\n";
  }
  return call + "0\r\n\r\n";
}

std::string DeadlineIn(std::chrono::milliseconds time) {
  const auto deadline =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now() + time);
  std::string line = CutDeadline(std::chrono::floor<std::chrono::seconds>(deadline));
  char fraction[8];
  std::snprintf(fraction, sizeof fraction, ".%03dZ",
                static_cast<int>(deadline.time_since_epoch().count() % 1000));
  return line.replace(line.size() - 1, 1, fraction);
}

std::string CutDeadline(std::chrono::system_clock::time_point second) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(second);
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  char text[64];
  std::strftime(text, sizeof text, "Fn-Deadline: %Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace fdk::testing
