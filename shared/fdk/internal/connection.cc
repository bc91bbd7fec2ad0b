#include "fdk/internal/connection.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "common/socket_io.h"
#include "common/unique_fd.h"

namespace fdk {
namespace {

constexpr size_t kBufferBytes = 256UL << 10;  // more than a unix socket buffers

}  // namespace

Connection::Connection(common::UniqueFd fd) : fd_(std::move(fd)) {}

void Connection::MakeRoom() {
  if (begin_ == end_ && scanner_.head_size() == 0) {
    begin_ = end_ = 0;
    if (capacity_ == kBufferBytes) return;
    buffer_ = std::make_unique_for_overwrite<char[]>(kBufferBytes);
    capacity_ = kBufferBytes;
  }
  if (end_ < capacity_) return;
  const auto input = Input();
  const size_t wanted = input.size() > capacity_ / 2 ? capacity_ * 2 : capacity_;
  auto bigger = std::make_unique_for_overwrite<char[]>(wanted);
  std::memcpy(bigger.get(), input.data(), input.size());
  buffer_ = std::move(bigger);
  capacity_ = wanted;
  end_ = input.size();
  begin_ = 0;
}

bool Connection::Receive() {
  MakeRoom();
  const auto got = common::Restarted(
      [&] { return ::recv(fd_.get(), buffer_.get() + end_, capacity_ - end_, 0); });
  if (got <= 0) return false;
  end_ += static_cast<size_t>(got);
  return true;
}

bool Connection::ReceiveSoon() {
  // A busy caller sends its next call within this time. Polling for so long costs no more than
  // sleeping and being woken.
  constexpr std::chrono::microseconds kPatience{20};
  MakeRoom();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  do {
    const auto got = ::recv(fd_.get(), buffer_.get() + end_, capacity_ - end_, MSG_DONTWAIT);
    if (got > 0) {
      end_ += static_cast<size_t>(got);
      return true;
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR))
      return false;  // closed or broken: the next Receive() notices it too
  } while (std::chrono::steady_clock::now() < until);
  return false;
}

common::HeadState Connection::TakeHead(common::RequestHead& head) {
  // Empty lines between requests belong to none of them.
  while (scanner_.head_size() == 0 && Input().starts_with("\r\n")) begin_ += 2;
  const auto state = scanner_.Scan(Input());
  if (state == common::HeadState::kIncomplete) {
    return Input().size() > kMaxHeadBytes ? common::HeadState::kBroken : state;
  }
  const size_t size = scanner_.head_size();
  scanner_ = {};
  if (state == common::HeadState::kBroken) return state;
  auto parsed = common::ParseHead(Input().substr(0, size));
  begin_ += size;
  if (!parsed) return common::HeadState::kBroken;
  head = std::move(*parsed);
  return common::HeadState::kComplete;
}

bool Connection::ReadBody(const common::Framing& framing, std::string& body) {
  switch (framing.kind) {
    case common::Framing::Kind::kNone:
      return true;
    case common::Framing::Kind::kLength:
      return framing.length <= kMaxBodyBytes && ReadSized(framing.length, body);
    case common::Framing::Kind::kChunked:
      return ReadChunked(body);
  }
  return false;
}

bool Connection::ReadSized(uint64_t length, std::string& body) {
  for (auto left = static_cast<size_t>(length);;) {
    const auto part = Input().substr(0, left);
    body.append(part);
    begin_ += part.size();
    left -= part.size();
    if (left == 0) return true;
    if (!Receive()) return false;
  }
}

bool Connection::ReadChunked(std::string& body) {
  for (common::ChunkedDecoder decoder(kMaxBodyBytes);;) {
    begin_ += decoder.Decode(Input(), body);
    if (decoder.done()) return true;
    if (decoder.broken() || !Receive()) return false;
  }
}

bool Connection::SendContinue() { return Send("HTTP/1.1 100 Continue\r\n\r\n", {}); }

bool Connection::Send(std::string_view head, std::string_view body) {
  while (!head.empty() || !body.empty()) {
    if (!common::SendPart(fd_.get(), head, body, 0)) return false;
  }
  return true;
}

void Connection::CloseGently() {
  ::shutdown(fd_.get(), SHUT_WR);
  char waste[4096];
  while (common::Restarted([&] { return ::recv(fd_.get(), waste, sizeof waste, MSG_DONTWAIT); }) >
         0) {
  }
}

}  // namespace fdk
