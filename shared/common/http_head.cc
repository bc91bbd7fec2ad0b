#include "common/http_head.h"

#include <cstring>

#include "common/ascii.h"

namespace common {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

bool IsFieldValue(std::string_view value) { return AreOfClass(value, kValueChar); }

bool ParseRequestLine(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  const auto method = line.substr(0, first);
  const auto target = line.substr(first + 1, last - first - 1);
  const auto version = line.substr(last + 1);
  if (!IsToken(method) || target.empty() || target.find(' ') != std::string_view::npos ||
      !IsFieldValue(target)) {
    return false;
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return false;
  head.method = method;
  head.target = target;
  head.is_http_1_0 = version == "HTTP/1.0";
  head.close = head.is_http_1_0;
  return true;
}

bool ParseField(std::string_view line, Headers& headers) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  const auto name = line.substr(0, colon);
  const auto value = Trim(line.substr(colon + 1));
  if (!IsToken(name) || !IsFieldValue(value)) return false;
  headers.Add(std::string(name), std::string(value));
  return true;
}

std::optional<uint64_t> ParseLength(std::string_view text) {
  constexpr size_t kMaxDigits = 18;  // so that the number cannot overflow
  if (text.empty() || text.size() > kMaxDigits) return std::nullopt;
  uint64_t length = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return std::nullopt;
    length = length * 10 + static_cast<uint64_t>(c - '0');
  }
  return length;
}

// A head with two ways to tell where the body ends (Content-Length and chunked) is refused: with
// such heads requests are smuggled past other servers.
bool DecideFraming(RequestHead& head) {
  using Kind = Framing::Kind;
  Framing& framing = head.framing;
  for (const auto& [name, value] : head.headers) {
    if (EqualNoCase(name, "Transfer-Encoding")) {
      if (framing.kind != Kind::kNone || !EqualNoCase(value, "chunked")) return false;
      framing.kind = Kind::kChunked;
    } else if (EqualNoCase(name, "Content-Length")) {
      const auto length = ParseLength(value);
      if (!length || framing.kind == Kind::kChunked) return false;
      if (framing.kind == Kind::kLength && framing.length != *length) return false;
      framing.kind = Kind::kLength;
      framing.length = *length;
    } else if (EqualNoCase(name, "Connection")) {
      if (EqualNoCase(value, "close")) head.close = true;
      if (EqualNoCase(value, "keep-alive")) head.close = false;
    }
  }
  return true;
}

}  // namespace

HeadState HeadScanner::Scan(std::string_view data) {
  while (position_ < data.size()) {
    const void* found = std::memchr(data.data() + position_, '\n', data.size() - position_);
    if (!found) {
      position_ = data.size();
      return HeadState::kIncomplete;
    }
    const auto line_feed = static_cast<size_t>(static_cast<const char*>(found) - data.data());
    position_ = line_feed + 1;
    if (line_feed == line_start_ || data[line_feed - 1] != '\r') return HeadState::kBroken;
    if (line_feed - line_start_ == 1) return HeadState::kComplete;
    line_start_ = position_;
  }
  return HeadState::kIncomplete;
}

std::optional<RequestHead> ParseHead(std::string_view text) {
  constexpr size_t kUsualHeaders = 32;
  RequestHead head;
  head.headers.Reserve(kUsualHeaders);
  for (bool first = true;; first = false) {
    const auto end = text.find(kLineEnd);
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + kLineEnd.size());
    if (!first && line.empty()) break;
    if (!(first ? ParseRequestLine(line, head) : ParseField(line, head.headers))) {
      return std::nullopt;
    }
  }
  if (!DecideFraming(head)) return std::nullopt;
  return head;
}

}  // namespace common
