// Parses the heads of HTTP/1.x requests and responses. cpp-httplib's parser is not used for this,
// because it decodes percent escapes in header values, drops empty values and loses the order of
// headers; a function must see what was sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/headers.h"

namespace common {

// How the end of a request's body is found.
struct Framing {
  enum class Kind { kNone, kLength, kChunked };
  Kind kind = Kind::kNone;
  uint64_t length = 0;  // bytes, with kLength
};

struct RequestHead {
  std::string method;
  std::string target;
  Headers headers;
  Framing framing;
  bool is_http_1_0 = false;
  bool close = false;  // the client asks to close the connection after the response
};

struct ResponseHead {
  int status = 0;
  std::vector<Headers::Entry> headers;
  // How the end of the body is found, for responses that have one. Neither: the body ends when the
  // connection is closed. Both: `chunked` counts (RFC 9112, 6.3).
  bool chunked = false;
  std::optional<uint64_t> length;
  bool keeps_connection = true;  // the server takes further requests on the connection
};

enum class HeadState { kIncomplete, kComplete, kBroken };

// Searches for the empty line that ends a head, in data to which more is appended. Every line must
// end in CR LF.
class HeadScanner {
 public:
  HeadState Scan(std::string_view data);
  size_t head_size() const { return position_; }  // with kComplete: including the empty line

 private:
  size_t position_ = 0;    // how much of the data has been searched
  size_t line_start_ = 0;  // where the current line begins
};

// `head` is what HeadScanner has found. nullopt: it is no well-formed request head, or the end of
// its body is ambiguous.
std::optional<RequestHead> ParseHead(std::string_view head);

// The same for a response. A response with two ways to tell where its body ends is accepted, but
// its connection must not be used again. nullopt also for a transfer coding that nobody asked for.
std::optional<ResponseHead> ParseResponseHead(std::string_view head);

}  // namespace common
