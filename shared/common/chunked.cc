#include "common/chunked.h"

#include <algorithm>

#include "common/ascii.h"

namespace common {
namespace {

constexpr int kMaxSizeDigits = 15;             // so that the size cannot overflow
constexpr size_t kMaxLineBytes = 64UL * 1024;  // for all extensions and trailers of a body together

}  // namespace

size_t ChunkedDecoder::Decode(std::string_view input, std::string& body) {
  size_t used = 0;
  while (used < input.size() && !done() && !broken()) {
    if (state_ == State::kData) {
      used += TakeData(input.substr(used), body);
    } else {
      Step(input[used++]);
    }
  }
  return used;
}

size_t ChunkedDecoder::TakeData(std::string_view input, std::string& body) {
  const auto taken = static_cast<size_t>(std::min<uint64_t>(chunk_left_, input.size()));
  body.append(input.data(), taken);
  chunk_left_ -= taken;
  if (chunk_left_ == 0) state_ = State::kDataReturn;
  return taken;
}

void ChunkedDecoder::Step(char c) {
  switch (state_) {
    case State::kSize:
      return StepSize(c);
    case State::kExtension:
      if (c == '\n' || ++line_bytes_ > kMaxLineBytes) state_ = State::kBroken;
      if (c == '\r') state_ = State::kSizeLineFeed;
      return;
    case State::kSizeLineFeed:
      budget_ -= chunk_left_;
      return Expect(c, '\n', chunk_left_ == 0 ? State::kTrailerStart : State::kData);
    case State::kDataReturn:
      return Expect(c, '\r', State::kDataLineFeed);
    case State::kDataLineFeed:
      digits_ = 0;
      return Expect(c, '\n', State::kSize);
    case State::kTrailerStart:
    case State::kTrailer:
      return StepTrailer(c);
    case State::kTrailerLineFeed:
      return Expect(c, '\n', State::kTrailerStart);
    case State::kEndLineFeed:
      return Expect(c, '\n', State::kDone);
    case State::kData:
    case State::kDone:
    case State::kBroken:
      return;
  }
}

void ChunkedDecoder::StepSize(char c) {
  if (const int digit = HexDigit(c); digit >= 0) {
    chunk_left_ = chunk_left_ * 16 + static_cast<uint64_t>(digit);
    if (++digits_ > kMaxSizeDigits || chunk_left_ > budget_) state_ = State::kBroken;
    return;
  }
  if (digits_ == 0) {
    state_ = State::kBroken;
  } else if (c == '\r') {
    state_ = State::kSizeLineFeed;
  } else {
    state_ = c == ';' || c == ' ' || c == '\t' ? State::kExtension : State::kBroken;
  }
}

void ChunkedDecoder::StepTrailer(char c) {
  if (c == '\r') {
    state_ = state_ == State::kTrailerStart ? State::kEndLineFeed : State::kTrailerLineFeed;
  } else if (c == '\n' || ++line_bytes_ > kMaxLineBytes) {
    state_ = State::kBroken;
  } else {
    state_ = State::kTrailer;
  }
}

}  // namespace common
