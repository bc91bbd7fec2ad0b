// HTTP as the OCI clients see it. No transport library shows through.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/ascii.h"
#include "common/percent.h"
#include "oci/result.h"

namespace oci {

// Header names compare without case; order and repetition are kept.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// The client's users write these as they write its own.
using common::EqualNoCase;
using common::Lower;
using common::PercentEncode;
// The first header of that name, or "".
std::string_view FindHeader(const HeaderList& headers, std::string_view name);
void SetHeader(HeaderList& headers, std::string_view name, std::string value);

struct HttpRequest {
  std::string method;  // upper case
  std::string url;     // absolute, already percent-encoded; sent byte for byte
  HeaderList headers;
  std::string body;
  // False: the transport must not send it a second time by itself, as it otherwise may when a
  // kept-alive connection turns out to be dead.
  bool repeatable = true;

  // Instead of `body`, when it can read: up to `room` bytes from `offset` on, asked for while they
  // are sent; 0 ends the request.
  struct Source {
    uint64_t size = 0;
    std::function<size_t(uint64_t offset, char* to, size_t room)> read = {};
  };
  Source source = {};
  // Takes the answer's body piece by piece instead of HttpResponse::body; false ends the request
  // (`bad_response`).
  std::function<bool(std::string_view piece)> sink = {};
  // Beside the time of the whole, how long each wait may last: for a connection, for the other side
  // to take more of the request, for it to send more of the answer. Zero: as long as the whole. One
  // that is over is `deadline_exceeded`.
  struct Waits {
    std::chrono::milliseconds connect{0}, send{0}, read{0};
  };
  Waits waits = {};
};

struct HttpResponse {
  int status = 0;
  HeaderList headers;
  std::string body;
};

// Sends one request and waits for the whole answer. An answer of any HTTP status is a success of
// the transport; an Error is a failed connection, TLS, or time-out (`network_error`,
// `deadline_exceeded`). Safe to use from several threads at once; each call in flight has its own
// connection, and connections are reused.
class Transport {
 public:
  virtual ~Transport() = default;
  // stop: polled while waiting; true ends the request with `deadline_exceeded`.
  virtual Result<HttpResponse> Send(const HttpRequest& request, std::chrono::milliseconds timeout,
                                    const std::function<bool()>& stop) = 0;
};

}  // namespace oci
