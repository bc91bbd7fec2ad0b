#include "fdk/internal/overrun.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "common/unique_fd.h"
#include "fdk/internal/listener.h"
#include "fdk/testing/function_process.h"

using namespace fdk;

namespace {

// A guard with a listener, and the events around it, which the test controls.
struct Scene {
  explicit Scene(std::chrono::milliseconds patience) {
    guard = std::make_unique<OverrunGuard>(
        connections, stop.get(), "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        [this] { return may_abandon.load(); },
        [this](const OverrunGuard::Exit& exit) { exit_code = exit.code; }, patience);
  }
  ~Scene() {
    if (waiting.joinable()) waiting.join();
  }
  void Start() {
    waiting = std::thread([this] {
      guard->Await(-1, finished.get());
      returned = true;
    });
  }
  static void Raise(const common::UniqueFd& event) {
    const uint64_t one = 1;
    REQUIRE(::write(event.get(), &one, sizeof one) == sizeof one);
  }
  bool Returned() {
    return fdk::testing::Await([this] { return returned.load(); });
  }

  fdk::testing::TempFolder folder;
  std::string path = folder.path() + "/s";
  ListenResult listening = ListenUnix("unix:" + path);
  ConnectionTable connections{std::get<Listener>(listening).fd()};
  common::UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
  common::UniqueFd finished{::eventfd(0, EFD_CLOEXEC)};
  std::atomic<bool> may_abandon = true;
  std::atomic<int> exit_code = -1;
  std::atomic<bool> returned = false;
  std::unique_ptr<OverrunGuard> guard;
  std::thread waiting;
};

}  // namespace

constexpr std::chrono::minutes kLong{10};
constexpr std::chrono::milliseconds kNone{0};

TEST_CASE("A handler that comes back ends the wait") {
  Scene scene(kLong);
  scene.Start();
  scene.Raise(scene.finished);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == -1);
}

TEST_CASE("The process ends when the handler does not come back, though nobody calls") {
  Scene scene(kNone);
  scene.Start();
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 1);
}

TEST_CASE("Calls that are in the socket by then are answered 502, connections alone are not") {
  Scene scene(kNone);
  auto silent = fdk::testing::RawClient::Unix(scene.path);
  auto gone = fdk::testing::RawClient::Unix(scene.path);
  gone.CloseNow();
  auto one = fdk::testing::RawClient::Unix(scene.path);
  auto other = fdk::testing::RawClient::Unix(scene.path);
  one.Send(fdk::testing::AgentCall());
  other.Send(fdk::testing::AgentCall());
  scene.Start();
  CHECK(one.Read().status == 502);
  CHECK(other.Read().status == 502);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 1);
}

TEST_CASE("A process that is told to stop meanwhile ends well") {
  Scene scene(kNone);
  scene.Raise(scene.stop);
  scene.Start();
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 0);
}

TEST_CASE("A handler that comes back at the last moment is not abandoned") {
  Scene scene(kNone);
  scene.may_abandon = false;
  scene.Start();
  CHECK(scene.Returned());
  CHECK(scene.exit_code == -1);
}
