// The body of a request or response. Up to a limit it is in memory, a larger one in a file without
// a name, so that many large bodies do not fill the memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/unique_fd.h"
#include "oci/result.h"

namespace local {

class Body {
 public:
  static constexpr size_t kInMemory = 64UL * 1024;

  Body() = default;
  explicit Body(std::string text) : memory_(std::move(text)), size_(memory_.size()) {}

  // An error when the disk is full.
  oci::Status Append(std::string_view bytes);
  uint64_t size() const { return size_; }
  bool in_file() const { return bool(file_); }
  // Reads up to `room` bytes from `offset` on; 0 at the end, and when the file cannot be read.
  size_t Read(uint64_t offset, char* to, size_t room) const;
  // The whole body as text.
  oci::Result<std::string> Text() &&;

 private:
  std::string memory_;  // the whole body, unless it is in the file
  common::UniqueFd file_;
  uint64_t size_ = 0;
};

// Gives a handler the body of a request, if it asks for it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The body's length according to the head; 0 when the head does not say (chunked).
  virtual uint64_t DeclaredBytes() const = 0;
  // Reads the whole body; may be called once. A body longer than `limit` is refused: at once when
  // the head gives its length, else at the first byte too many. http_status of the error: 413; 400
  // wrong framing; 408 the client sent nothing for too long; 503 no memory or disk space; 0 the
  // client has gone.
  virtual oci::Result<Body> Read(uint64_t limit) = 0;
  // The same, but the body is thrown away.
  virtual oci::Status Skip(uint64_t limit) = 0;
};

// A body that is in memory already.
class ReadyBody final : public BodySource {
 public:
  explicit ReadyBody(std::string text) : text_(std::move(text)) {}
  uint64_t DeclaredBytes() const override { return text_.size(); }
  oci::Result<Body> Read(uint64_t limit) override;
  oci::Status Skip(uint64_t limit) override;

 private:
  std::string text_;
};

oci::Error BodyTooLarge();

}  // namespace local
