// A listening TCP socket that outlives whoever serves it: `fotogal up` holds it and hands it to the
// process that it starts, as systemd's socket activation does. No other process can take the port
// in between, and connections made while a server is started again wait instead of being refused.
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
  // One that the parent process has handed over under this number.
  static oci::Result<Listener> Inherited(int fd);
  // Where a process finds the first one handed over; the next is one higher.
  static constexpr int kFirstInherited = 3;

  int fd() const { return fd_.get(); }
  int port() const { return port_; }

 private:
  Listener(common::UniqueFd fd, int port) : fd_(std::move(fd)), port_(port) {}

  common::UniqueFd fd_;
  int port_;
};

}  // namespace local
