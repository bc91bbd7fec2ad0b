#include "fdk/overrun.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

#include "fdk/call.h"

namespace fdk {
namespace {

constexpr size_t kPeekedBytes = 64UL << 10;

bool HasBytes(int fd) {
  char byte;
  return ::recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

}  // namespace

OverrunGuard::OverrunGuard(ConnectionTable& connections, int stop_fd, std::string failure_answer,
                           std::function<bool()> abandon,
                           std::function<void(const Exit&)> end_process)
    : connections_(connections),
      stop_fd_(stop_fd),
      failure_answer_(std::move(failure_answer)),
      abandon_(std::move(abandon)),
      end_process_(std::move(end_process)) {}

void OverrunGuard::Await(int busy_fd, int finished_fd) {
  const int next = NextCall(busy_fd, finished_fd);
  if (next == kFinished) return;
  const auto patience = next == kStop
                            ? std::chrono::duration_cast<std::chrono::milliseconds>(kPatience)
                            : Patience(next);
  pollfd finished{finished_fd, POLLIN, 0};
  if (::poll(&finished, 1, static_cast<int>(patience.count())) > 0) return;
  if (!abandon_()) return;
  if (next == kStop) {
    return end_process_({0, "the handler of a call that timed out does not end; stopping"});
  }
  ::send(next, failure_answer_.data(), failure_answer_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  end_process_(
      {1, "the handler of a call that timed out still runs and the next call waits; exiting"});
}

int OverrunGuard::NextCall(int busy_fd, int finished_fd) {
  std::vector<int> ignored = {busy_fd};
  for (;;) {
    std::vector<pollfd> polled = {
        {finished_fd, POLLIN, 0}, {stop_fd_, POLLIN, 0}, {connections_.listener_fd(), POLLIN, 0}};
    const size_t first_connection = polled.size();
    for (const int fd : connections_.Fds()) {
      if (std::find(ignored.begin(), ignored.end(), fd) == ignored.end()) {
        polled.push_back({fd, POLLIN, 0});
      }
    }
    if (::poll(polled.data(), polled.size(), -1) <= 0) continue;
    if (polled[0].revents) return kFinished;
    if (polled[1].revents) return kStop;
    if (polled[2].revents) connections_.AcceptWaiting(busy_fd);
    for (size_t i = first_connection; i < polled.size(); ++i) {
      if (!polled[i].revents) continue;
      if (HasBytes(polled[i].fd)) return polled[i].fd;
      ignored.push_back(polled[i].fd);  // closed by the client; the serving thread tidies up
    }
  }
}

std::chrono::milliseconds OverrunGuard::Patience(int next_fd) const {
  using std::chrono::milliseconds;
  const milliseconds patience = kPatience;
  std::string head(kPeekedBytes, '\0');
  const auto got = ::recv(next_fd, head.data(), head.size(), MSG_PEEK | MSG_DONTWAIT);
  head.resize(got > 0 ? static_cast<size_t>(got) : 0);
  HeadScanner scanner;
  if (scanner.Scan(head) != HeadState::kComplete) return patience;
  auto parsed = ParseHead(std::string_view(head).substr(0, scanner.head_size()));
  if (!parsed) return patience;
  const auto now = std::chrono::system_clock::now();
  const auto deadline = MapCall(std::move(*parsed), false, now).values.deadline;
  return std::min(patience,
                  std::chrono::duration_cast<milliseconds>(AnswerLimit(deadline, now) - now));
}

}  // namespace fdk
