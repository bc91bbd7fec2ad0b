// One client connection: requests come in, and each answer goes out with one system call.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/chunked.h"
#include "common/http_head.h"
#include "common/unique_fd.h"

namespace fdk {

// A larger request is answered with 502. The limits are far above what Fn or OCI accept, and far
// below the size of the address space.
inline constexpr size_t kMaxHeadBytes = 16UL << 20;
inline constexpr uint64_t kMaxBodyBytes = 256UL << 20;

class Connection {
 public:
  explicit Connection(common::UniqueFd fd);

  int fd() const { return fd_.get(); }

  // Waits for bytes and reads them; false when the client has closed the connection or it is
  // broken.
  bool Receive();
  // The same without sleeping: false when nothing has come after some microseconds.
  bool ReceiveSoon();

  // kComplete: `head` is the head of the next request. kBroken: the bytes are no request, and
  // nothing more can be read from this connection.
  common::HeadState TakeHead(common::RequestHead& head);

  // Reads the body that follows the head; false when it is cut off, malformed or longer than
  // kMaxBodyBytes.
  bool ReadBody(const common::Framing& framing, std::string& body);

  // Sends "100 Continue" to a client that waits for it before it sends the body.
  bool SendContinue();

  // Sends an answer whole, in one system call if the socket takes it; false: the client has gone.
  bool Send(std::string_view head, std::string_view body);

  // Closes in a way that the response still arrives: closing a TCP connection with unread input
  // would reset it.
  void CloseGently();

 private:
  std::string_view Input() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void MakeRoom();
  bool ReadSized(uint64_t length, std::string& body);
  bool ReadChunked(std::string& body);

  common::UniqueFd fd_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0;  // where the input begins that is not consumed yet
  size_t end_ = 0;
  common::HeadScanner scanner_;
};

}  // namespace fdk
