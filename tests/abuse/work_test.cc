// One account that sends what takes long, while somebody else wants to be served.
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <thread>

#include "tests/support/pictures.h"
#include "tests/support/running_service.h"

using tests::Client;
using tests::RunningService;

TEST_CASE("pictures that take long, 16 at once by one account, keep no stranger from uploading") {
  RunningService service;
  service.AwaitHealthy();
  const auto greedy = Client::SignUp(service, "greedy"), other = Client::SignUp(service, "other");
  // A little to send and seconds of work: every row is alike.
  const std::string large = tests::EncodePng(7070, 7070, [](int, int) { return std::uint8_t{90}; });
  const std::string small = tests::EncodePng(
      40, 30, [](int byte, int row) { return static_cast<std::uint8_t>(byte + row); });
  std::vector<std::map<int, int>> seen(16);  // how often which status came
  std::atomic<bool> over{false};
  std::vector<std::thread> connections;
  for (auto& statuses : seen) {
    connections.emplace_back([&] {
      do {
        const auto reply = greedy.Send("POST", "/v1/images", large, "image/png");
        ++statuses[reply.status];
        if (reply.status == 429 || reply.status == 503)
          statuses[-1] += reply.Header("Retry-After").empty();
      } while (!over);
    });
  }
  for (int i = 0; i < 5; ++i) {
    const auto reply = other.Send("POST", "/v1/images", small, "image/png");
    INFO(reply.body);
    CHECK(reply.status == 201);
  }
  over = true;
  for (auto& connection : connections) connection.join();
  std::map<int, int> all;
  for (const auto& statuses : seen) {
    for (const auto& [status, count] : statuses) all[status] += count;
  }
  CHECK(all[201] > 0);
  CHECK(all[429] > 0);
  CHECK(all[-1] == 0);
  for (const auto& [status, count] : all) {
    INFO(status << ": " << count);
    CHECK((status == 201 || status == 429 || status == 503 || status == -1));
  }
}
