// The listening socket, and the symbolic link that tells Fn that it exists.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/unique_fd.h"

namespace fdk {

// Why the function cannot start: the step that failed and the reason, in one line.
struct StartError {
  std::string message;
  int exit_code = 1;  // 2: the configuration is wrong
};

// A listening socket; its destructor removes its files.
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

// `listener` is the value of FN_LISTENER: "unix:" and an absolute path. In the order that Fn
// expects: removes old files, binds and listens on another name in the same folder, sets the mode
// to 0666, and last creates a relative symbolic link with the announced name, at which the agent
// connects.
ListenResult ListenUnix(std::string_view listener);

// `address`: IPv4 address and port, "127.0.0.1:8099" (port 0: any free one). `bound` is set to the
// address with the real port.
ListenResult ListenTcp(std::string_view address, std::string& bound);

// The name that the socket is bound to when `path` is the announced name; short enough for a
// socket.
std::string PrivateSocketPath(const std::string& path);

}  // namespace fdk
