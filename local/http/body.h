// A body of a request or an answer: the first bytes in memory, a larger one in a file without a
// name, so that many large ones do not fill the memory.
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

  // Fails when the disk is full.
  oci::Status Append(std::string_view bytes);
  uint64_t size() const { return size_; }
  bool in_file() const { return bool(file_); }
  // Up to `room` bytes from there on; 0 at the end, and when the file cannot be read.
  size_t Read(uint64_t offset, char* to, size_t room) const;
  // All of it.
  oci::Result<std::string> Text() &&;

 private:
  std::string memory_;  // all of it, unless it is in the file
  common::UniqueFd file_;
  uint64_t size_ = 0;
};

// Where a handler gets the body that follows a request's head, if it wants it.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // What the head says that is to come; 0 also when it does not say (chunked).
  virtual uint64_t DeclaredBytes() const = 0;
  // All of it, once. More than `limit` bytes are refused before they are read where the head tells,
  // at the first byte over it where it does not. Errors, by http_status: 413; 400 not framed as it
  // says; 408 nothing came for too long; 503 no room to keep it; 0 the client has gone.
  virtual oci::Result<Body> Read(uint64_t limit) = 0;
  // The same, and forgets it.
  virtual oci::Status Skip(uint64_t limit) = 0;
};

// A body that is there already.
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
