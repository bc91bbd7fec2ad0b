#include "local/http/client_stream.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "common/chunked.h"
#include "common/socket_io.h"

namespace local {
namespace {

constexpr size_t kHeadBuffer = 16UL << 10;
constexpr size_t kBodyBuffer = 64UL << 10;
// how many bytes are read and dropped after the last response
constexpr uint64_t kMaxLinger = 1UL << 30;
constexpr uint64_t kMaxSkipped = 64UL << 10;

bool WouldWait() { return errno == EAGAIN || errno == EWOULDBLOCK; }

oci::Error BodyError(const char* code, int status) {
  return {code, "the body of a request", status, "", false};
}

}  // namespace

void ClientStream::MakeRoom(size_t capacity) {
  if (begin_ == end_ && scanner_.head_size() == 0) begin_ = end_ = 0;
  if (end_ < capacity_ && capacity_ >= capacity) return;
  const auto input = Input();
  const size_t wanted =
      std::max(capacity, input.size() > capacity_ / 2 ? capacity_ * 2 : capacity_);
  auto bigger = std::make_unique_for_overwrite<char[]>(wanted);
  std::copy(input.begin(), input.end(), bigger.get());
  buffer_ = std::move(bigger);
  capacity_ = wanted;
  end_ = input.size();
  begin_ = 0;
}

ClientStream::Got ClientStream::Receive(Waits::TimePoint until) {
  MakeRoom(kHeadBuffer);
  for (;;) {
    const auto got = common::Restarted(
        [&] { return ::recv(fd(), buffer_.get() + end_, capacity_ - end_, MSG_DONTWAIT); });
    if (got > 0) {
      end_ += static_cast<size_t>(got);
      return Got::kBytes;
    }
    if (got == 0 || !WouldWait()) return Got::kEnd;
    if (!waits_.Await(fd(), POLLIN, until)) return Got::kLate;
  }
}

bool ClientStream::AwaitRequest() {
  if (HasInput()) return true;
  return waits_.Await(fd(), POLLIN, waits_.Now() + patience_.idle);
}

ClientStream::Head ClientStream::TakeHead(common::RequestHead& head) {
  for (;;) {
    // Empty lines between requests belong to none of them.
    while (scanner_.head_size() == 0 && Input().starts_with("\r\n")) begin_ += 2;
    const auto state = scanner_.Scan(Input());
    const bool whole = state == common::HeadState::kComplete;
    const size_t least = scanner_.head_size() + (state == common::HeadState::kIncomplete ? 1 : 0);
    if (least > max_head_bytes_) return Oversize();
    if (state == common::HeadState::kBroken) return Head::kBroken;
    if (whole) break;
    switch (Receive(waits_.Now() + patience_.head)) {
      case Got::kBytes:
        continue;
      case Got::kEnd:
        return Head::kEnded;
      case Got::kLate:
        return HasInput() ? Head::kLate : Head::kEnded;
    }
  }
  const size_t size = scanner_.head_size();
  scanner_ = {};
  auto parsed = common::ParseHead(Input().substr(0, size));
  begin_ += size;
  if (!parsed) return Head::kBroken;
  head = std::move(*parsed);
  return Head::kComplete;
}

ClientStream::Head ClientStream::Oversize() const {
  const auto line = Input().substr(0, max_head_bytes_).find('\n');
  return line == std::string_view::npos ? Head::kTargetTooLong : Head::kTooLarge;
}

oci::Status ClientStream::ReadBody(const common::Framing& framing, uint64_t limit,
                                   const Keep& keep) {
  switch (framing.kind) {
    case common::Framing::Kind::kNone:
      return oci::Ok();
    case common::Framing::Kind::kLength:
      if (framing.length > limit) return BodyTooLarge();
      return ReadSized(framing.length, keep);
    case common::Framing::Kind::kChunked:
      return ReadChunked(limit, keep);
  }
  return oci::Ok();
}

oci::Status ClientStream::ReceiveBody() {
  MakeRoom(kBodyBuffer);
  switch (Receive(waits_.Now() + patience_.body)) {
    case Got::kBytes:
      return oci::Ok();
    case Got::kEnd:
      return BodyError("gone", 0);
    case Got::kLate:
      return BodyError("late", 408);
  }
  return oci::Ok();
}

oci::Status ClientStream::ReadSized(uint64_t length, const Keep& keep) {
  for (uint64_t left = length;;) {
    const auto part = Input().substr(0, std::min<uint64_t>(left, Input().size()));
    if (auto kept = keep(part); !kept.ok()) return kept;
    begin_ += part.size();
    left -= part.size();
    if (left == 0) return oci::Ok();
    if (auto got = ReceiveBody(); !got.ok()) return got;
  }
}

oci::Status ClientStream::ReadChunked(uint64_t limit, const Keep& keep) {
  // the limit is enforced by the caller, which has a status for it
  constexpr uint64_t kAnySize = UINT64_MAX;
  common::ChunkedDecoder decoder(kAnySize);
  uint64_t size = 0;
  for (std::string part;;) {
    part.clear();
    begin_ += decoder.Decode(Input(), part);
    size += part.size();
    if (size > limit) return BodyTooLarge();
    if (auto kept = keep(part); !kept.ok()) return kept;
    if (decoder.done()) return oci::Ok();
    if (decoder.broken()) return BodyError("broken", 400);
    if (auto got = ReceiveBody(); !got.ok()) return got;
  }
}

bool ClientStream::SendContinue() { return Write("HTTP/1.1 100 Continue\r\n\r\n", {}); }

bool ClientStream::Send(const Reply& reply, bool is_head, bool close) {
  if (reply.broken == Break::kBefore) {
    Reset();
    return false;
  }
  const std::string head = ReplyHead(reply, is_head, close);
  if (reply.broken == Break::kHalfBody) {
    Write(head, std::string_view(reply.body).substr(0, reply.body.size() / 2));
    return false;
  }
  if (!SendsBody(reply, is_head)) return Write(head, {});
  if (!reply.large) return Write(head, reply.body);
  const auto piece = std::make_unique_for_overwrite<char[]>(kBodyBuffer);
  std::string_view before = head;
  for (uint64_t at = 0; at < reply.large->size();) {
    const size_t size = reply.large->Read(at, piece.get(), kBodyBuffer);
    if (size == 0 || !Write(before, {piece.get(), size})) return false;
    before = {};
    at += size;
  }
  return true;
}

bool ClientStream::Write(std::string_view head, std::string_view tail) {
  while (!head.empty() || !tail.empty()) {
    if (common::SendPart(fd(), head, tail, MSG_DONTWAIT)) continue;
    if (!WouldWait() || !waits_.Await(fd(), POLLOUT, waits_.Now() + patience_.send)) return false;
  }
  return true;
}

// The next close sends RST instead of FIN.
void ClientStream::Reset() {
  const ::linger at_once{1, 0};
  setsockopt(fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  is_reset_ = true;
}

void ClientStream::CloseGently() {
  if (is_reset_) return;
  ::shutdown(fd(), SHUT_WR);
  const auto end = waits_.Now() + patience_.linger_total;
  uint64_t thrown_away = 0;
  do {
    thrown_away += Input().size();
    begin_ = end_;
    scanner_ = {};
  } while (thrown_away < kMaxLinger && waits_.Now() < end &&
           Receive(std::min(waits_.Now() + patience_.linger, end)) == Got::kBytes);
}

oci::Status StreamBody::Take(uint64_t limit, const ClientStream::Keep& keep) {
  if (framing_.kind == common::Framing::Kind::kLength && framing_.length > limit)
    return BodyTooLarge();
  begun_ = true;
  const bool waits = asks_first_ && framing_.kind != common::Framing::Kind::kNone;
  if (waits && !stream_.HasInput() && !stream_.SendContinue()) {
    gone_ = true;
    return BodyError("gone", 0);
  }
  if (Done()) return oci::Ok();
  const bool stays = on_reading_(true);
  auto read = stays ? stream_.ReadBody(framing_, limit, keep) : oci::Status(BodyError("gone", 0));
  done_ = read.ok();
  gone_ = !on_reading_(false) || (!read.ok() && read.error().http_status == 0);
  return gone_ ? oci::Status(BodyError("gone", 0)) : read;
}

oci::Result<Body> StreamBody::Read(uint64_t limit) {
  Body body;
  OCI_RETURN_IF_ERROR(Take(limit, [&](std::string_view part) { return body.Append(part); }));
  return body;
}

oci::Status StreamBody::Skip(uint64_t limit) {
  return Take(limit, [](std::string_view) { return oci::Ok(); });
}

bool StreamBody::Done() const {
  return done_ || framing_.kind == common::Framing::Kind::kNone ||
         (framing_.kind == common::Framing::Kind::kLength && framing_.length == 0);
}

bool StreamBody::CanBeSkipped() const {
  return !begun_ && !asks_first_ && framing_.kind == common::Framing::Kind::kLength &&
         framing_.length <= kMaxSkipped;
}

}  // namespace local
