// Requests to a function's socket: however the bytes are split, the same request is found, and
// whatever it is, a handler gets a request that holds together.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/http_head.h"
#include "fdk/internal/call.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Scanned {
  common::HeadState state = common::HeadState::kIncomplete;
  std::size_t size = 0;
};

// The data grow by pieces, as they do when they are received.
Scanned Scan(std::string_view bytes, std::size_t piece) {
  common::HeadScanner scanner;
  Scanned scanned;
  for (std::size_t end = 0;
       scanned.state == common::HeadState::kIncomplete && end < bytes.size();) {
    end = std::min(end + piece, bytes.size());
    scanned.state = scanner.Scan(bytes.substr(0, end));
  }
  if (scanned.state == common::HeadState::kComplete) scanned.size = scanner.head_size();
  return scanned;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  // The first byte says how the rest is read.
  const bool plain_http = (data[0] & 1) != 0;
  const std::size_t piece = 1 + (data[0] >> 1);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = Scan(bytes, bytes.size() + 1), pieces = Scan(bytes, piece);
  Require(whole.state == pieces.state);
  Require(whole.size == pieces.size && whole.size <= bytes.size());
  if (whole.state != common::HeadState::kComplete) return 0;
  auto head = common::ParseHead(bytes.substr(0, whole.size));
  if (!head) return 0;
  Require(!head->method.empty() && !head->target.empty());
  const fdk::TimePoint now{std::chrono::seconds(1'795'262'400)};
  const auto call = fdk::MapCall(std::move(*head), plain_http, now);
  const auto& request = call.request;
  Require(request.body.empty());
  Require(request.path.find('?') == std::string::npos);
  Require(request.content_type == request.headers.Get("Content-Type").value_or(""));
  Require(plain_http || call.form != fdk::Form::kPlain);
  Require(request.is_http == (call.form != fdk::Form::kInvoke));
  const auto limit = fdk::AnswerLimit(call.values.deadline, now);
  Require(limit <= std::max(call.values.deadline, now));
  return 0;
}
