// One client connection, as the stream that cpp-httplib's request processing works on.
//
// What httplib reads here is a fixed, minimal request; the real head and body are taken with
// TakeHead and ReadBody (why: http_head.h, chunked.h). What it writes is collected and sent with
// one system call per answer.
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

// Above these a request is answered 502: far more than Fn or OCI lets through, far less than an
// address space.
inline constexpr size_t kMaxHeadBytes = 16UL << 20;
inline constexpr uint64_t kMaxBodyBytes = 256UL << 20;

class Connection final : public httplib::Stream {
 public:
  explicit Connection(common::UniqueFd fd);

  int fd() const { return fd_.get(); }

  // Waits for bytes and takes them; false when the client has closed, or the connection is broken.
  bool Receive();
  // The same, but without sleeping: false when nothing has come after some microseconds.
  bool ReceiveSoon();

  // kComplete: `head` is the next request's. kBroken: what came is no request; nothing more can be
  // read.
  common::HeadState TakeHead(common::RequestHead& head);

  // The body that follows the head; false when it is cut short, malformed or over kMaxBodyBytes.
  bool ReadBody(const common::Framing& framing, std::string& body);

  // Interim answer for clients that ask before sending a body.
  bool SendContinue();

  // Answers of this request are thrown away from here on.
  void Discard() { discarded_ = true; }

  // Readies the stream for one pass of httplib; Flush ends it and says whether the client got the
  // answer.
  void BeginExchange();
  // So many writes make the answer: it is sent with the last of them, before httplib tidies up.
  void ExpectWrites(int count) { writes_left_ = count; }
  bool Flush();

  // Closes without destroying what was sent: a close with unread input resets a TCP connection.
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
  size_t begin_ = 0;  // of the input not taken yet
  size_t end_ = 0;
  common::HeadScanner scanner_;

  size_t canonical_read_ = 0;
  std::string output_;
  int writes_left_ = 0;
  bool discarded_ = false;
  bool broken_output_ = false;
};

}  // namespace fdk
