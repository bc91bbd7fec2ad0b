// One client's connection: heads, bodies and answers, within limits of size and time.
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

// For how long nothing may come, or nothing may be taken. Defaults: API Gateway's
// (apigatewaylimits: between reads of head bytes, of body bytes, between sends of the answer); no
// page tells the others.
struct Patience {
  std::chrono::milliseconds head{15'000}, body{15'000}, send{15'000};
  std::chrono::milliseconds idle{30'000};  // between requests
  // For what somebody still sends who has been answered for the last time: nothing comes, and all.
  std::chrono::milliseconds linger{5'000}, linger_total{30'000};
};

class ClientStream {
 public:
  ClientStream(common::UniqueFd fd, Waits& waits, const Patience& patience, size_t max_head_bytes)
      : fd_(std::move(fd)), waits_(waits), patience_(patience), max_head_bytes_(max_head_bytes) {}

  int fd() const { return fd_.get(); }

  bool HasInput() const { return begin_ < end_; }
  // Waits for the first byte of a request; false when the client has gone, or was idle too long.
  bool AwaitRequest();
  enum class Head {
    kComplete,
    kEnded,          // the client has gone, or has said nothing at all
    kBroken,         // no request: 400; nothing more can be read
    kLate,           // 408
    kTargetTooLong,  // the request line alone is over the limit: 414
    kTooLarge,       // request line and headers together, with the empty line, are: 431
  };
  Head TakeHead(common::RequestHead& head);

  // Appends what has come of `left` body bytes, or of a chunked body; waits when nothing has.
  using Keep = std::function<oci::Status(std::string_view)>;
  oci::Status ReadBody(const common::Framing& framing, uint64_t limit, const Keep& keep);

  bool SendContinue();
  // False when the client did not take it all.
  bool Send(const Reply& reply, bool is_head, bool close);
  // Closes so that a client that is still sending can read the answer: a close with unread input
  // resets a TCP connection. What it sends is thrown away, for a bounded time and number of bytes.
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

  common::UniqueFd fd_;
  Waits& waits_;
  const Patience& patience_;
  const size_t max_head_bytes_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0, end_ = 0;  // of the input not taken yet
  common::HeadScanner scanner_;
};

// The body that follows a head on a stream.
class StreamBody final : public BodySource {
 public:
  // asks_first: the client waits for 100 Continue before it sends. on_reading: told before the body
  // is read (true) and after it (false); false of it: the client has been sent away.
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

  // Nothing of it is left on the stream.
  bool Done() const;
  // Nothing has been read, and so little is coming that it is skipped rather than the connection
  // closed.
  bool CanBeSkipped() const;
  // It broke off: the client has gone, and there is nobody to answer.
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
