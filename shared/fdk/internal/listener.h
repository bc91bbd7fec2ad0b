// The listening socket, and how Fn is told that it is there.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/unique_fd.h"

namespace fdk {

// A start-up failure: which step, and why; one line.
struct StartError {
  std::string message;
  int exit_code = 1;  // 2: the configuration is wrong
};

// A listening socket that removes its files when it goes.
class Listener {
 public:
  Listener(common::UniqueFd fd, std::string socket_path, std::string link_path);
  Listener(Listener&& other) noexcept = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener() { RemoveFiles(); }

  int fd() const { return fd_.get(); }
  void RemoveFiles();

 private:
  common::UniqueFd fd_;
  std::string socket_path_;  // empty with TCP
  std::string link_path_;
};

using ListenResult = std::variant<Listener, StartError>;

// `listener` is FN_LISTENER: "unix:" and an absolute path. In Fn's order: stale files removed, bind
// and listen on another name in the same folder, mode 0666, and last a relative symbolic link of
// the announced name, which tells the agent to connect.
ListenResult ListenUnix(std::string_view listener);

// `address` is an IPv4 address and a port, "127.0.0.1:8099" (port 0: any). `bound` gets the address
// with the real port.
ListenResult ListenTcp(std::string_view address, std::string& bound);

// The name that the socket is bound to while `path` is its announced name; never longer than a
// socket's path may be.
std::string PrivateSocketPath(const std::string& path);

}  // namespace fdk
