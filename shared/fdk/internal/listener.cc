#include "fdk/internal/listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "common/unique_fd.h"

namespace fdk {
namespace {

constexpr size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::string_view kUnixScheme = "unix:";
constexpr int kBacklog = 64;

StartError StepFailed(std::string_view step, std::string_view subject) {
  const int error = errno;
  return {std::string(step) + "(" + std::string(subject) + "): " + std::strerror(error)};
}

StartError WrongSetting(std::string_view variable, std::string_view value, std::string_view why) {
  return {std::string(variable) + "=" + std::string(value) + ": " + std::string(why), 2};
}

common::UniqueFd NewSocket(int family) {
  return common::UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

}  // namespace

Listener::Listener(common::UniqueFd fd, std::string socket_path, std::string link_path)
    : fd_(std::move(fd)), socket_path_(std::move(socket_path)), link_path_(std::move(link_path)) {}

void Listener::RemoveFiles() {
  if (!fd_ || socket_path_.empty()) return;
  ::unlink(link_path_.c_str());
  ::unlink(socket_path_.c_str());
}

std::string PrivateSocketPath(const std::string& path) {
  const auto base = path.rfind('/') + 1;
  auto other = path.substr(0, base) + "phony" + path.substr(base);
  if (other.size() <= kMaxSocketPath) return other;
  other = path;
  other[base] = path[base] == '_' ? '-' : '_';
  return other;
}

ListenResult ListenUnix(std::string_view listener) {
  if (!listener.starts_with(kUnixScheme)) {
    return WrongSetting("FN_LISTENER", listener, "must be unix: and an absolute path");
  }
  const std::string path(listener.substr(kUnixScheme.size()));
  if (!path.starts_with('/') || path.ends_with('/') || path.find('\0') != std::string::npos) {
    return WrongSetting("FN_LISTENER", listener, "must be unix: and the absolute path of a file");
  }
  if (path.size() > kMaxSocketPath) {
    return WrongSetting("FN_LISTENER", listener,
                        "the path is longer than " + std::to_string(kMaxSocketPath) + " bytes");
  }
  const std::string bound = PrivateSocketPath(path);
  ::unlink(path.c_str());
  ::unlink(bound.c_str());

  common::UniqueFd fd = NewSocket(AF_UNIX);
  if (!fd) return StepFailed("socket", "AF_UNIX");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, bound.data(), bound.size());
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return StepFailed("bind", bound);
  }
  Listener result(std::move(fd), bound, path);
  if (::listen(result.fd(), kBacklog) != 0) return StepFailed("listen", bound);
  if (::chmod(bound.c_str(), 0666) != 0) return StepFailed("chmod", bound);
  if (::symlink(bound.substr(bound.rfind('/') + 1).c_str(), path.c_str()) != 0) {
    return StepFailed("symlink", path);
  }
  return result;
}

ListenResult ListenTcp(std::string_view text, std::string& bound) {
  const auto colon = text.rfind(':');
  sockaddr_in address{};
  address.sin_family = AF_INET;
  unsigned port = 65536;
  if (colon != std::string_view::npos) {
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) port = 65536;
  }
  std::string host(text.substr(0, colon));
  if (host == "localhost") host = "127.0.0.1";
  if (port > 65535 || ::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    return WrongSetting("FDK_DEBUG_LISTEN", text, "must be an IPv4 address and a port");
  }
  address.sin_port = htons(static_cast<uint16_t>(port));

  common::UniqueFd fd = NewSocket(AF_INET);
  if (!fd) return StepFailed("socket", "AF_INET");
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return StepFailed("bind", text);
  }
  if (::listen(fd.get(), kBacklog) != 0) return StepFailed("listen", text);
  socklen_t size = sizeof address;
  ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  bound = host + ":" + std::to_string(ntohs(address.sin_port));
  return Listener(std::move(fd), "", "");
}

}  // namespace fdk
