// HTTP clients that measure, on loopback.
#pragma once

#include <cstddef>
#include <string>

namespace bench {

int Connect(int port);  // throws

struct Measured {
  double calls_per_second = 0;
  double p50_us = 0, p99_us = 0;
};
// GET over so many kept connections at once, each one call after the other, for so long.
Measured Call(int port, const std::string& path, size_t connections, double seconds);

// So many connections at once send a body each, whatever is answered.
void PutBodies(int port, const std::string& path, size_t connections, size_t bytes, bool chunked);

}  // namespace bench
