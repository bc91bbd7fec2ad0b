// A `fotogal up` of any build, in a data folder of its own.
#pragma once

#include <sys/types.h>

#include <string>

namespace bench {

class Running {
 public:
  // Starts it and waits until it is ready; throws when it does not become so.
  explicit Running(const std::string& program);
  ~Running();  // ends it, and removes the folder
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  int port() const { return port_; }
  std::string Logs() const { return data_ + "/logs"; }

 private:
  std::string data_;
  pid_t pid_ = 0;
  int port_ = 0;
};

// The port in what `up` prints when it is ready; 0: it has not printed it yet.
int PortIn(const std::string& printed);

// What `program --version` says in its first line.
std::string BuildOf(const std::string& program);

}  // namespace bench
