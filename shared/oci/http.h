// HTTP requests and responses for the OCI clients, without any type of the library that sends them.
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

// Header names compare case-insensitively; order and repeated headers are kept.
using HeaderList = std::vector<std::pair<std::string, std::string>>;

// The same functions under the names that code of this namespace and its users write.
using common::EqualNoCase;
using common::Lower;
using common::PercentEncode;
// The value of the first header of that name, or "".
std::string_view FindHeader(const HeaderList& headers, std::string_view name);
void SetHeader(HeaderList& headers, std::string_view name, std::string value);

struct HttpRequest {
  std::string method;  // upper case
  std::string url;     // absolute, already percent-encoded; sent byte for byte
  HeaderList headers;
  std::string body;
  // False: the transport must not repeat the request by itself when a reused connection turns out
  // to be closed.
  bool repeatable = true;

  // The body, when `read` is set (`body` is ignored then). `read` is called while the request is
  // sent, for at most `room` bytes from `offset` on; 0 bytes end the body.
  struct Source {
    uint64_t size = 0;
    std::function<size_t(uint64_t offset, char* to, size_t room)> read = {};
  };
  Source source = {};
  // Receives the response body piece by piece; HttpResponse::body stays empty. Returning false ends
  // the request with `bad_response`.
  std::function<bool(std::string_view piece)> sink = {};
  // Time limits of single waits, besides the limit of the whole request: for a connection, for the
  // peer to take more of the request, for the peer to send more of the response. Zero: no limit but
  // the whole. When one has passed, the request fails with `deadline_exceeded`.
  struct Waits {
    std::chrono::milliseconds connect{0}, send{0}, read{0};
  };
  Waits waits = {};
};

struct HttpResponse {
  int status = 0;
  HeaderList headers;
  std::string body;
  // Set by Requester: an earlier try of the request got no response, so it may have taken effect.
  bool after_lost_try = false;
};

// Sends one request and waits for the whole response. A response of any HTTP status is a success;
// an Error means that connecting or TLS failed or that the time was over (`network_error`,
// `deadline_exceeded`). May be used from several threads at once; connections are reused.
class Transport {
 public:
  virtual ~Transport() = default;
  // stop: called again and again while the request waits; true ends it with `deadline_exceeded`.
  virtual Result<HttpResponse> Send(const HttpRequest& request, std::chrono::milliseconds timeout,
                                    const std::function<bool()>& stop) = 0;
};

}  // namespace oci
