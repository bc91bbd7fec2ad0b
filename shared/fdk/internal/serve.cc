#include <malloc.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdlib>

#include "common/unique_fd.h"
#include "fdk/fdk.h"
#include "fdk/internal/listener.h"
#include "fdk/internal/overrun.h"
#include "fdk/internal/server.h"

// Null in a program that brings an allocator of its own, linked statically.
extern "C" int mallopt(int parameter, int value) noexcept __attribute__((weak));

namespace fdk {
namespace {

std::string Env(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

// Keeps memory for large bodies in the heap: mapping and unmapping it for each call takes longer
// than the call itself.
void TuneAllocator() {
  if (::mallopt == nullptr) return;
  constexpr int kKept = 32 << 20;
  ::mallopt(M_MMAP_THRESHOLD, kKept);
  ::mallopt(M_TRIM_THRESHOLD, 2 * kKept);
}

std::atomic<int> stop_fd_of_handler = -1;

void OnStopSignal(int) {
  const int saved = errno;
  const uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_fd_of_handler.load(), &one, sizeof one);
  errno = saved;
}

void CatchStopSignals(int stop_fd) {
  stop_fd_of_handler = stop_fd;
  struct sigaction action {};
  action.sa_handler = OnStopSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

ListenResult Listen(const std::string& debug_listen) {
  if (const auto format = Env("FN_FORMAT"); !format.empty() && format != "http-stream") {
    return StartError{"FN_FORMAT=" + format + ": only http-stream is supported", 2};
  }
  if (!debug_listen.empty()) {
    std::string bound;
    auto result = ListenTcp(debug_listen, bound);
    if (!bound.empty()) LogLine("listening on http://" + bound);
    return result;
  }
  const auto listener = Env("FN_LISTENER");
  if (listener.empty()) {
    return StartError{"FN_LISTENER is not set (FDK_DEBUG_LISTEN=127.0.0.1:8099 is for curl)", 2};
  }
  return ListenUnix(listener);
}

void ServeUntilStopped(Handler handler, Listener& listener, int stop_fd, ServerSettings settings) {
  ConnectionTable connections(listener.fd());
  DeadlineWatcher* watcher_of_guard = nullptr;
  OverrunGuard guard(
      connections, stop_fd, ClosingAnswer(FailureReply()),
      [&] { return watcher_of_guard->Abandon(); },
      [&](const OverrunGuard::Exit& exit) {
        LogLine(exit.reason);
        listener.RemoveFiles();
        ::_exit(exit.code);
      });
  DeadlineWatcher watcher(ClosingAnswer(TimeoutReply()),
                          [&](int busy_fd, int finished_fd) { guard.Await(busy_fd, finished_fd); });
  watcher_of_guard = &watcher;
  FnServer(std::move(handler), std::move(settings), connections, watcher).Run(stop_fd);
}

}  // namespace

const FunctionInfo& Info() {
  static const FunctionInfo info = [] {
    FunctionInfo read{Env("FN_APP_ID"), Env("FN_APP_NAME"), Env("FN_FN_ID"), Env("FN_FN_NAME")};
    const auto memory = Env("FN_MEMORY");
    std::from_chars(memory.data(), memory.data() + memory.size(), read.memory_mb);
    return read;
  }();
  return info;
}

int Serve(Handler handler, WhenIdle when_idle) {
  TuneAllocator();
  const common::UniqueFd stop_fd(::eventfd(0, EFD_CLOEXEC));
  CatchStopSignals(stop_fd.get());
  const auto debug_listen = Env("FDK_DEBUG_LISTEN");
  auto listening = Listen(debug_listen);
  if (const auto* error = std::get_if<StartError>(&listening)) {
    LogLine("cannot start: " + error->message);
    return error->exit_code;
  }
  ServerSettings settings{!debug_listen.empty(),
                          {Env("FN_LOGFRAME_NAME"), Env("FN_LOGFRAME_HDR")},
                          std::move(when_idle)};
  ServeUntilStopped(std::move(handler), std::get<Listener>(listening), stop_fd.get(),
                    std::move(settings));
  stop_fd_of_handler = -1;
  return 0;
}

}  // namespace fdk
