// Decodes a chunked body. cpp-httplib's decoder accepts a body whose last chunk is cut off; this
// one refuses it, so that a function never gets half a body.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace common {

class ChunkedDecoder {
 public:
  explicit ChunkedDecoder(uint64_t max_body_bytes) : budget_(max_body_bytes) {}

  // Appends the decoded bytes of `input` to `body` and returns how many bytes of `input` belong to
  // this body. The input may be split anywhere. After done() or broken() it takes nothing more.
  size_t Decode(std::string_view input, std::string& body);

  bool done() const { return state_ == State::kDone; }
  bool broken() const { return state_ == State::kBroken; }

 private:
  enum class State {
    kSize,
    kExtension,
    kSizeLineFeed,
    kData,
    kDataReturn,
    kDataLineFeed,
    kTrailerStart,
    kTrailer,
    kTrailerLineFeed,
    kEndLineFeed,
    kDone,
    kBroken,
  };

  size_t TakeData(std::string_view input, std::string& body);
  void Step(char c);
  void StepSize(char c);
  void StepTrailer(char c);
  void Expect(char c, char expected, State next) { state_ = c == expected ? next : State::kBroken; }

  State state_ = State::kSize;
  uint64_t budget_;
  uint64_t chunk_left_ = 0;  // bytes; in state kSize the part of the size read so far
  int digits_ = 0;
  size_t line_bytes_ = 0;  // length of extensions and trailers read so far
};

}  // namespace common
