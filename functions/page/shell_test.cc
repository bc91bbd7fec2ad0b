#include "functions/page/shell.h"

#include <catch2/catch_test_macros.hpp>

#include "functions/page/testing.h"

using namespace fotogal;
using page::testing::PublicWorld;

namespace {

// What a page without content is made of.
std::string ShellNow(PublicWorld& world) {
  auto call = world.cloud.NewCall();
  const auto shell = page::ReadShell({world.services, call});
  return shell.ok() ? *shell : shell.error().code;
}

}  // namespace

TEST_CASE("shell: index.html is read once a minute, and a new release is there a minute later") {
  PublicWorld world;
  world.Publish("<title>one</title>");
  CHECK(ShellNow(world) == "<title>one</title>");
  world.Publish("<title>two</title>");
  const int before = world.cloud.transport().requests();
  CHECK(ShellNow(world) == "<title>one</title>");
  CHECK(world.cloud.transport().requests() == before);
  world.cloud.now += std::chrono::seconds(61);
  CHECK(ShellNow(world) == "<title>two</title>");
  world.cloud.now += std::chrono::seconds(61);
  CHECK(ShellNow(world) == "<title>two</title>");
}

TEST_CASE("shell: without Object Storage the last one serves on; without any it is 503") {
  PublicWorld world;
  world.cloud.transport().FailFrom(1, tests::Fault::kNotReached);
  CHECK(ShellNow(world) == "temporarily_unavailable");
  CHECK(world.Get("/@ann").status == 503);
  world.cloud.transport().Recover();
  const auto html = ShellNow(world);
  CHECK(html.find("<div id=\"app\">") != std::string::npos);
  world.cloud.now += std::chrono::minutes(10);
  world.cloud.transport().FailFrom(1, tests::Fault::kNotReached);
  CHECK(ShellNow(world) == html);
}

TEST_CASE("shell: a web client that was never published has no pages") {
  PublicWorld world;
  auto call = world.cloud.NewCall();
  REQUIRE(world.services.web->Delete(call, "index.html").ok());
  CHECK(ShellNow(world) == "temporarily_unavailable");
}

TEST_CASE("shell: content stands in its places, also where index.html has none for it") {
  const page::Content content{"T", "<meta />", "B", "{}"};
  const std::string html = page::Filled(
      "<head><meta name=\"description\" content=\"x\" />\n<title>F</title></head><body>"
      "<div id=\"app\"></div></body></html>",
      content);
  CHECK(html.find("content=\"x\"") == std::string::npos);
  CHECK(html.find("<title>T</title>\n    <meta />") != std::string::npos);
  CHECK(html.find("<div id=\"app\">B</div>") != std::string::npos);
  CHECK(html.find("id=\"public\">{}</script>") != std::string::npos);
  CHECK(page::Filled("<head></head><body></body>", content).find("<title>T</title>") !=
        std::string::npos);
  CHECK(page::Filled("", content).empty());
}
