#include "common/http_head.h"

#include <cstring>

#include "common/ascii.h"

namespace common {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr size_t kUsualHeaders = 32;

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

// "HTTP/1.1 200 OK". Some servers leave out the reason, and the space before it.
bool ParseStatusLine(std::string_view line, ResponseHead& head, bool& is_http_1_0) {
  constexpr std::string_view kVersion = "HTTP/1.1 ", kOldVersion = "HTTP/1.0 ";
  constexpr size_t kDigits = 3;
  is_http_1_0 = line.starts_with(kOldVersion);
  if (!is_http_1_0 && !line.starts_with(kVersion)) return false;
  line.remove_prefix(kVersion.size());
  if (line.size() < kDigits || (line.size() > kDigits && line[kDigits] != ' ')) return false;
  for (const char c : line.substr(0, kDigits)) {
    if (!IsDigit(c)) return false;
    head.status = head.status * 10 + (c - '0');
  }
  return head.status >= 100 && IsFieldValue(line);
}

struct Field {
  std::string_view name, value;
};

std::optional<Field> ParseField(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const Field field{line.substr(0, colon), Trim(line.substr(colon + 1))};
  if (!IsToken(field.name) || !IsFieldValue(field.value)) return std::nullopt;
  return field;
}

// Calls `start` with the first line of a head and `add` with each header. False: one of them
// returned false, or the head is malformed.
template <class Start, class Add>
bool ParseLines(std::string_view text, const Start& start, const Add& add) {
  for (bool first = true;; first = false) {
    const auto end = text.find(kLineEnd);
    if (end == std::string_view::npos) return false;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + kLineEnd.size());
    if (first) {
      if (!start(line)) return false;
      continue;
    }
    if (line.empty()) return true;
    const auto field = ParseField(line);
    if (!field || !add(*field)) return false;
  }
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

// "5", or "5, 5" where several headers were joined to one; they must say the same.
bool TakeLengths(std::string_view value, std::optional<uint64_t>& length) {
  do {
    const auto one = ParseLength(TakeItem(value));
    if (!one || (length && *length != *one)) return false;
    length = one;
  } while (!value.empty());
  return true;
}

// What decides whether a connection stays open after a response.
struct Persistence {
  bool is_http_1_0 = false, close = false, keep_alive = false;
  bool Keeps() const { return !close && (!is_http_1_0 || keep_alive); }
};

// What a header says about the end of the body and about the connection.
bool Heed(const Field& field, ResponseHead& head, Persistence& persistence) {
  if (EqualNoCase(field.name, "Transfer-Encoding")) {
    if (head.chunked || !EqualNoCase(field.value, "chunked")) return false;
    head.chunked = true;
  } else if (EqualNoCase(field.name, "Content-Length")) {
    return TakeLengths(field.value, head.length);
  } else if (EqualNoCase(field.name, "Connection")) {
    for (auto options = field.value; !options.empty();) {
      const auto option = TakeItem(options);
      if (EqualNoCase(option, "close")) persistence.close = true;
      if (EqualNoCase(option, "keep-alive")) persistence.keep_alive = true;
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
  RequestHead head;
  head.headers.Reserve(kUsualHeaders);
  const bool parsed = ParseLines(
      text, [&head](std::string_view line) { return ParseRequestLine(line, head); },
      [&head](const Field& field) {
        head.headers.Add(std::string(field.name), std::string(field.value));
        return true;
      });
  if (!parsed || !DecideFraming(head)) return std::nullopt;
  return head;
}

std::optional<ResponseHead> ParseResponseHead(std::string_view text) {
  ResponseHead head;
  head.headers.reserve(kUsualHeaders);
  Persistence persistence;
  const bool parsed = ParseLines(
      text,
      [&](std::string_view line) { return ParseStatusLine(line, head, persistence.is_http_1_0); },
      [&](const Field& field) {
        head.headers.emplace_back(field.name, field.value);
        return Heed(field, head, persistence);
      });
  if (!parsed) return std::nullopt;
  // Where the end of the body is ambiguous, what follows may be taken for the next response.
  const bool ambiguous = head.chunked && (head.length || persistence.is_http_1_0);
  head.keeps_connection = persistence.Keeps() && !ambiguous;
  return head;
}

}  // namespace common
