// One client connection, as the stream on which cpp-httplib processes requests. httplib reads a
// fixed, minimal request from it; the real head and body are read by TakeHead and ReadBody
// (http_head.h and chunked.h say why). What httplib writes is collected and sent with one system
// call per response.
#pragma once

#include <httplib.h>

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

class Connection final : public httplib::Stream {
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

  // From here on, what httplib writes for this request is dropped.
  void Discard() { discarded_ = true; }

  // Prepares the stream for one request by httplib; Flush ends it and tells whether the client got
  // the response.
  void BeginExchange();
  // httplib writes a response in `count` writes. With the last one it is sent, before httplib
  // cleans up.
  void ExpectWrites(int count) { writes_left_ = count; }
  bool Flush();

  // Closes in a way that the response still arrives: closing a TCP connection with unread input
  // would reset it.
  void CloseGently();

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* data, size_t size) override;
  ssize_t write(const char* data, size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return fd_.get(); }

 private:
  std::string_view Input() const { return {buffer_.get() + begin_, end_ - begin_}; }
  void MakeRoom();
  bool ReadSized(uint64_t length, std::string& body);
  bool ReadChunked(std::string& body);
  bool Send(std::string_view head, std::string_view tail);

  common::UniqueFd fd_;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t begin_ = 0;  // where the input begins that is not consumed yet
  size_t end_ = 0;
  common::HeadScanner scanner_;

  size_t canonical_read_ = 0;
  std::string output_;
  int writes_left_ = 0;
  bool discarded_ = false;
  bool broken_output_ = false;
};

}  // namespace fdk
