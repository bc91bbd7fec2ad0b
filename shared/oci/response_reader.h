// Reads the response to one request from the bytes of a connection, as they come (RFC 9112). Knows
// nothing of sockets.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/chunked.h"
#include "common/http_head.h"
#include "oci/http.h"

namespace oci {

class ResponseReader {
 public:
  // All heads of a response together, interim ones (1xx) included.
  static constexpr size_t kMaxHeadBytes = 256UL << 10;

  enum class State { kHead, kBody, kDone, kFailed };
  enum class Fault {
    kNone,
    kMalformed,
    kCut,  // the peer has closed the connection before the end
    kTooLarge,
    kNotTaken,  // the sink wants no more
  };

  // to_head: the request was a HEAD, whose response has no body. sink: empty, or takes the body as
  // HttpRequest::sink does; it must live as long as this.
  ResponseReader(bool to_head, uint64_t max_body_bytes,
                 const std::function<bool(std::string_view)>& sink)
      : to_head_(to_head), max_body_bytes_(max_body_bytes), sink_(sink) {}

  // Takes the next bytes, which may be split anywhere.
  void Take(std::string_view bytes);
  // The peer has closed: the end of a body that has no other, and a cut in anything else.
  void End();

  State state() const { return state_; }
  bool done() const { return state_ == State::kDone; }
  Fault fault() const { return fault_; }
  bool began() const { return began_; }  // a byte has come
  // With done(): the connection may be used for another request.
  bool keeps_connection() const { return keeps_connection_; }
  HttpResponse& response() { return response_; }

 private:
  size_t TakeHead(std::string_view bytes);
  void BeginBody(common::ResponseHead& head);
  size_t TakeBody(std::string_view bytes);
  size_t TakeChunks(std::string_view bytes);
  bool Deliver(std::string_view piece);
  void Fail(Fault fault);

  const bool to_head_;
  const uint64_t max_body_bytes_;
  const std::function<bool(std::string_view)>& sink_;

  State state_ = State::kHead;
  Fault fault_ = Fault::kNone;
  bool began_ = false;
  bool keeps_connection_ = false;
  HttpResponse response_;

  std::string head_;  // the part of a head that has come, when it did not come at once
  common::HeadScanner scanner_;
  size_t head_bytes_ = 0;  // of the heads before this one

  enum class Framing { kLength, kChunked, kUntilClose } framing_ = Framing::kLength;
  uint64_t left_ = 0;                          // with kLength: bytes that are missing
  uint64_t received_ = 0;                      // bytes of the body
  common::ChunkedDecoder chunks_{UINT64_MAX};  // its size is limited here, by a fault of its own
  std::string piece_;                          // of a chunked body, for the sink
};

}  // namespace oci
