#include "oci/response_reader.h"

#include <algorithm>

namespace oci {
namespace {

// How much memory a Content-Length alone can claim.
constexpr uint64_t kMostReserved = 1UL << 20;

constexpr int kSwitchingProtocols = 101, kFirstFinal = 200, kNoContent = 204, kNotModified = 304;

// False: no more bytes can make an HTTP/1.x response of it.
bool MayBeginResponse(std::string_view text) {
  constexpr std::string_view kStart = "HTTP/1.";
  const auto size = std::min(text.size(), kStart.size());
  return text.substr(0, size) == kStart.substr(0, size);
}

}  // namespace

void ResponseReader::Fail(Fault fault) {
  state_ = State::kFailed;
  fault_ = fault;
  keeps_connection_ = false;
}

void ResponseReader::Take(std::string_view bytes) {
  began_ = began_ || !bytes.empty();
  while (!bytes.empty() && (state_ == State::kHead || state_ == State::kBody)) {
    bytes.remove_prefix(state_ == State::kHead ? TakeHead(bytes) : TakeBody(bytes));
  }
  // Nobody asked for what follows: it must not be taken for the response to the next request.
  if (!bytes.empty()) keeps_connection_ = false;
}

void ResponseReader::End() {
  if (state_ == State::kBody && framing_ == Framing::kUntilClose) {
    state_ = State::kDone;
  } else if (state_ == State::kHead || state_ == State::kBody) {
    Fail(Fault::kCut);
  }
  keeps_connection_ = false;
}

// Both return how many of the bytes they have used.
size_t ResponseReader::TakeHead(std::string_view bytes) {
  // Usually the whole head comes at once and is parsed where it lies.
  const size_t before = head_.size();
  if (before > 0) head_ += bytes;
  const std::string_view text = before > 0 ? head_ : bytes;
  const auto found = scanner_.Scan(text);
  const bool whole = found == common::HeadState::kComplete;
  const size_t size = whole ? scanner_.head_size() : text.size();
  if (found == common::HeadState::kBroken || !MayBeginResponse(text) ||
      head_bytes_ + size > kMaxHeadBytes) {
    Fail(Fault::kMalformed);
  } else if (!whole) {
    if (before == 0) head_ = bytes;
  } else {
    auto head = common::ParseResponseHead(text.substr(0, size));
    head_bytes_ += size;
    head_.clear();
    scanner_ = {};
    if (!head || head->status == kSwitchingProtocols) {
      Fail(Fault::kMalformed);
    } else if (head->status >= kFirstFinal) {
      BeginBody(*head);
    }
  }
  return size - before;
}

void ResponseReader::BeginBody(common::ResponseHead& head) {
  response_.status = head.status;
  response_.headers = std::move(head.headers);
  keeps_connection_ = head.keeps_connection;
  state_ = State::kBody;
  if (to_head_ || head.status == kNoContent || head.status == kNotModified) {
    state_ = State::kDone;
  } else if (head.chunked) {
    framing_ = Framing::kChunked;
  } else if (!head.length) {
    framing_ = Framing::kUntilClose;
  } else if (*head.length > max_body_bytes_) {
    Fail(Fault::kTooLarge);
  } else {
    framing_ = Framing::kLength;
    left_ = *head.length;
    if (left_ == 0) state_ = State::kDone;
    if (!sink_) response_.body.reserve(std::min(left_, kMostReserved));
  }
}

size_t ResponseReader::TakeBody(std::string_view bytes) {
  if (framing_ == Framing::kChunked) return TakeChunks(bytes);
  if (framing_ == Framing::kLength)
    bytes = bytes.substr(0, std::min<uint64_t>(left_, bytes.size()));
  if (Deliver(bytes) && framing_ == Framing::kLength) {
    left_ -= bytes.size();
    if (left_ == 0) state_ = State::kDone;
  }
  return bytes.size();
}

size_t ResponseReader::TakeChunks(std::string_view bytes) {
  piece_.clear();
  const size_t used = chunks_.Decode(bytes, piece_);
  if (!piece_.empty() && !Deliver(piece_)) return used;
  if (chunks_.broken()) Fail(Fault::kMalformed);
  if (chunks_.done()) state_ = State::kDone;
  return used;
}

bool ResponseReader::Deliver(std::string_view piece) {
  if (piece.size() > max_body_bytes_ - received_) {
    Fail(Fault::kTooLarge);
    return false;
  }
  received_ += piece.size();
  if (!sink_) {
    response_.body += piece;
    return true;
  }
  if (sink_(piece)) return true;
  Fail(Fault::kNotTaken);
  return false;
}

}  // namespace oci
