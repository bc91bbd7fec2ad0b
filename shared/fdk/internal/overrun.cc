#include "fdk/internal/overrun.h"

#include <poll.h>
#include <sys/socket.h>

namespace fdk {
namespace {

bool IsReadable(int fd, std::chrono::milliseconds timeout) {
  pollfd polled{fd, POLLIN, 0};
  return ::poll(&polled, 1, static_cast<int>(timeout.count())) > 0;
}

bool HasBytes(int fd) {
  char byte;
  return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace

OverrunGuard::OverrunGuard(ConnectionTable& connections, int stop_fd, std::string failure_answer,
                           std::function<bool()> abandon,
                           std::function<void(const Exit&)> end_process,
                           std::chrono::milliseconds patience)
    : connections_(connections),
      stop_fd_(stop_fd),
      failure_answer_(std::move(failure_answer)),
      abandon_(std::move(abandon)),
      end_process_(std::move(end_process)),
      patience_(patience) {}

void OverrunGuard::Await(int busy_fd, int finished_fd) {
  if (ComesBack(finished_fd) || !abandon_()) return;
  FailWaitingCalls(busy_fd);
  if (IsReadable(stop_fd_, {}))
    return end_process_({0, "the handler of a call that timed out does not end; stopping"});
  end_process_({1, "the handler of a call that timed out does not come back; exiting"});
}

// Waits in small steps: after a pause of the whole machine one long wait would be over at once, and
// the handler would have had no time.
bool OverrunGuard::ComesBack(int finished_fd) const {
  constexpr int kSteps = 20;
  for (int step = 0; step < kSteps; ++step) {
    if (IsReadable(finished_fd, patience_ / kSteps)) return true;
  }
  return false;
}

void OverrunGuard::FailWaitingCalls(int busy_fd) {
  connections_.AcceptWaiting(busy_fd);
  for (const int fd : connections_.Fds()) {
    if (fd != busy_fd && HasBytes(fd))
      ::send(fd, failure_answer_.data(), failure_answer_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
}

}  // namespace fdk
