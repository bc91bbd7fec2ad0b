// What is shown of a build; tests/integration/dev_test.cc tests a running `fotogal dev`.
#include "local/command/dev.h"

#include <catch2/catch_test_macros.hpp>

#include "fdk/testing/function_process.h"

TEST_CASE("of a failed build only the errors are shown") {
  CHECK(local::ErrorsIn("[1/3] Building CXX object a.o\n"
                        "FAILED: functions/feed.o \n"
                        "/usr/bin/c++ -O2 -c feed.cc\n"
                        "feed.cc:3:1: error: expected ';'\n"
                        "    3 | }\n"
                        "[2/3] Building CXX object b.o\n"
                        "ninja: build stopped: subcommand failed.\n") ==
        "FAILED: functions/feed.o \n"
        "feed.cc:3:1: error: expected ';'\n"
        "    3 | }\n"
        "ninja: build stopped: subcommand failed.");
  CHECK(local::ErrorsIn("") == "");
  CHECK(local::ErrorsIn("[50/60] Building CXX\nerror\n\n") == "error");
}

TEST_CASE("a source in a function's folder is that function's, every other one may be all's") {
  using Names = std::set<std::string>;
  const Names functions = {"feed", "like"};
  CHECK(local::FunctionsOf({"functions/feed/handler.cc"}, functions) == Names{"feed"});
  CHECK(local::FunctionsOf({"functions/feed/handler.cc", "functions/like/main.cc"}, functions) ==
        functions);
  for (const char* shared :
       {"shared/fotogal/feed.cc", "functions/support/exchange.cc", "functions/CMakeLists.txt",
        "functions/feed/deeper/a.cc", "feed/handler.cc"}) {
    INFO(shared);
    CHECK(local::FunctionsOf({"functions/feed/handler.cc", shared}, functions).empty());
  }
}

TEST_CASE("dev fails without a build") {
  const fdk::testing::TempFolder folder;
  terminal::WaitLine wait(stdout);
  const auto none = local::DevLoop::Open({folder.path(), "/nowhere"}, folder.path() + "/dev", wait);
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().message.find("/nowhere/bin/functions/manifest.json") != std::string::npos);
  CHECK(none.error().message.starts_with("--build /nowhere: "));
  const auto no_sources =
      local::DevLoop::Open({"/no/sources", "/nowhere"}, folder.path() + "/dev", wait);
  REQUIRE_FALSE(no_sources.ok());
  CHECK(no_sources.error().message.find("/no/sources") != std::string::npos);
}
