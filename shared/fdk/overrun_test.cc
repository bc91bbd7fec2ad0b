#include "fdk/overrun.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "fdk/listener.h"
#include "fdk/testing/function_process.h"

using namespace fdk;

namespace {

// A guard with a listener, and the events around it, all in the hands of the test.
struct Scene {
  Scene() {
    guard = std::make_unique<OverrunGuard>(
        connections, stop.get(), "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        [this] { return may_abandon.load(); },
        [this](const OverrunGuard::Exit& exit) { exit_code = exit.code; });
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
  static void Raise(const UniqueFd& event) {
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
  UniqueFd stop{::eventfd(0, EFD_CLOEXEC)};
  UniqueFd finished{::eventfd(0, EFD_CLOEXEC)};
  std::atomic<bool> may_abandon = true;
  std::atomic<int> exit_code = -1;
  std::atomic<bool> returned = false;
  std::unique_ptr<OverrunGuard> guard;
  std::thread waiting;
};

}  // namespace

TEST_CASE("A handler that comes back ends the wait") {
  Scene scene;
  scene.Start();
  scene.Raise(scene.finished);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == -1);
}

TEST_CASE("The next call waits for the handler to come back") {
  Scene scene;
  scene.Start();
  auto client = fdk::testing::RawClient::Unix(scene.path);
  client.Send(fdk::testing::AgentCall());
  REQUIRE(fdk::testing::Await([&] { return scene.connections.Fds().size() == 1; }));
  scene.Raise(scene.finished);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == -1);
}

TEST_CASE("The next call is answered 502 when the handler does not come back") {
  Scene scene;
  auto silent = fdk::testing::RawClient::Unix(scene.path);  // connections alone are no call
  auto gone = fdk::testing::RawClient::Unix(scene.path);
  gone.CloseNow();
  scene.Start();
  auto client = fdk::testing::RawClient::Unix(scene.path);
  CHECK(client.Call(fdk::testing::AgentCall()).status == 502);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 1);
}

TEST_CASE("A call that is out of time itself does not wait") {
  Scene scene;
  scene.Start();
  auto client = fdk::testing::RawClient::Unix(scene.path);
  CHECK(client.Call(fdk::testing::AgentCall("", {{"Fn-Deadline: 2001-01-01T00:00:00Z"}})).status ==
        502);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 1);
}

TEST_CASE("A process that is told to stop ends without the handler") {
  Scene scene;
  scene.Start();
  scene.Raise(scene.stop);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == 0);
}

TEST_CASE("A handler that comes back at the last moment is not abandoned") {
  Scene scene;
  scene.may_abandon = false;
  scene.Start();
  scene.Raise(scene.stop);
  CHECK(scene.Returned());
  CHECK(scene.exit_code == -1);
}
