// The head of an HTTP/1.x request, as it stands on the wire. cpp-httplib's own parser is not asked:
// it decodes percent escapes in header values, drops empty values and forgets the order of headers,
// and a function must see what was sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/headers.h"

namespace common {

// Where a request's body ends.
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
  bool close = false;  // the client closes the connection after the answer
};

enum class HeadState { kIncomplete, kComplete, kBroken };

// Looks for the empty line that ends a head in data that grows at its end. Every line must end in
// CR LF.
class HeadScanner {
 public:
  HeadState Scan(std::string_view data);
  size_t head_size() const { return position_; }  // with kComplete: the empty line included

 private:
  size_t position_ = 0;    // how much of the data has been looked at
  size_t line_start_ = 0;  // of the line under way
};

// `head` is what HeadScanner found, or nullopt when it is not a well-formed request head with one
// unambiguous framing.
std::optional<RequestHead> ParseHead(std::string_view head);

}  // namespace common
