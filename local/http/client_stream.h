// One client's connection: reads heads and bodies and sends responses, with limits on size and
// time.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "common/http_head.h"
#include "common/unique_fd.h"
#include "local/http/body.h"
#include "local/http/reply.h"
#include "local/http/waits.h"

namespace local {

// How long a connection may stand still. Where Oracle's page apigatewaylimits gives a number
// (between reads of the head, between reads of the body, between writes of the response), it is the
// default; the others are our own.
struct Patience {
  std::chrono::milliseconds head{15'000}, body{15'000}, send{15'000};
  std::chrono::milliseconds idle{30'000};  // between two requests
  // After the last response, while the client is still sending: the longest pause, and the longest
  // time in all.
  std::chrono::milliseconds linger{5'000}, linger_total{30'000};
};

class ClientStream {
 public:
  ClientStream(common::UniqueFd fd, Waits& waits, const Patience& patience, size_t max_head_bytes)
      : fd_(std::move(fd)), waits_(waits), patience_(patience), max_head_bytes_(max_head_bytes) {}

  int fd() const { return fd_.get(); }

  bool HasInput() const { return begin_ < end_; }
  // Waits for the first byte of a request; false when the client has closed or was idle too long.
  bool AwaitRequest();
  enum class Head {
    kComplete,
    kEnded,          // the client has closed, or has sent nothing at all
    kBroken,         // not a request: 400; nothing more can be read from this connection
    kLate,           // the head took too long: 408
    kTargetTooLong,  // the request line alone exceeds the limit: 414
    kTooLarge,  // request line and headers together, with the empty line, exceed the limit: 431
  };
  Head TakeHead(common::RequestHead& head);

  // Passes on up to `left` bytes of the body, or of a chunked body; waits when none have come.
  using Keep = std::function<oci::Status(std::string_view)>;
  oci::Status ReadBody(const common::Framing& framing, uint64_t limit, const Keep& keep);

  bool SendContinue();
  // False when the client has not got all of it.
  bool Send(const Reply& reply, bool is_head, bool close);
  // Closes so that a client that is still sending can read the response: closing with unread input
  // would reset the TCP connection. What the client still sends is dropped, up to a limit of time
  // and bytes.
  void CloseGently();

 private:
  enum class Got { kBytes, kEnd, kLate };

  std::string_view Input() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void MakeRoom(size_t capacity);
  Got Receive(Waits::TimePoint until);
  oci::Status ReadSized(uint64_t length, const Keep& keep);
  oci::Status ReadChunked(uint64_t limit, const Keep& keep);
  oci::Status ReceiveBody();
  Head Oversize() const;
  bool Write(std::string_view head, std::string_view tail);
  void Reset();

  common::UniqueFd fd_;
  Waits& waits_;
  const Patience& patience_;
  const size_t max_head_bytes_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0, end_ = 0;  // where the unread input begins and ends
  bool is_reset_ = false;
  common::HeadScanner scanner_;
};

// The body that follows a head on the connection.
class StreamBody final : public BodySource {
 public:
  // asks_first: the client waits for "100 Continue" before it sends. on_reading: called with true
  // before the body is read and with false after it; when it returns false, the connection was
  // closed to make room for others.
  StreamBody(
      ClientStream& stream, const common::Framing& framing, bool asks_first,
      std::function<bool(bool reading)> on_reading = [](bool) { return true; })
      : stream_(stream),
        framing_(framing),
        asks_first_(asks_first),
        on_reading_(std::move(on_reading)) {}

  uint64_t DeclaredBytes() const override { return framing_.length; }
  oci::Result<Body> Read(uint64_t limit) override;
  oci::Status Skip(uint64_t limit) override;

  // The whole body has been read.
  bool Done() const;
  // Nothing has been read yet, and the rest is so short that skipping it costs less than closing
  // the connection.
  bool CanBeSkipped() const;
  // The client has gone in the middle of it, so nobody can be answered.
  bool Gone() const { return gone_; }

 private:
  oci::Status Take(uint64_t limit, const ClientStream::Keep& keep);

  ClientStream& stream_;
  const common::Framing framing_;
  const bool asks_first_;
  const std::function<bool(bool reading)> on_reading_;
  bool begun_ = false, done_ = false, gone_ = false;
};

}  // namespace local
