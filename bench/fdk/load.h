// Calls as the Fn agent makes them, one after the other over one connection, with the echo checked
// byte for byte.
#pragma once

#include <string>
#include <vector>

#include "bench/fdk/process.h"

namespace bench {

struct Load {
  std::string label;
  size_t body_bytes;
  int warm_up;
  int calls;
};

struct Measured {
  double calls_per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
  double cpu_us = 0;  // per call, of the function process
};

class Caller {
 public:
  Caller(int fd, size_t body_bytes);
  ~Caller();
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  void Call();  // throws unless the answer is 200 and the body came back

 private:
  void Send();
  void Receive();
  void Fill();
  void ReadChunked(size_t at);

  int fd_;
  std::string body_;
  std::string request_;
  std::string input_;
  std::string echoed_;
};

Measured Run(const Process& process, const Load& load);

}  // namespace bench
