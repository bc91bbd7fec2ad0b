// A listening TCP socket that outlives the process that serves it: `fotogal up` opens it and passes
// it to the process that it starts, as systemd's socket activation does. So no other process can
// take the port while the server restarts, and clients that connect meanwhile wait instead of being
// refused.
#pragma once

#include <string>

#include "common/unique_fd.h"
#include "oci/result.h"

namespace local {

class Listener {
 public:
  // host: an IPv4 or IPv6 address. Port 0: any free one. The error says why ("127.0.0.1:8080:
  // Address already in use").
  static oci::Result<Listener> On(const std::string& host, int port);
  // The listening socket that the parent process has passed on with this file descriptor.
  static oci::Result<Listener> Inherited(int fd);
  // The file descriptor of the first listener passed on; further ones have the next numbers.
  static constexpr int kFirstInherited = 3;

  int fd() const { return fd_.get(); }
  int port() const { return port_; }

 private:
  Listener(common::UniqueFd fd, int port) : fd_(std::move(fd)), port_(port) {}

  common::UniqueFd fd_;
  int port_;
};

}  // namespace local
