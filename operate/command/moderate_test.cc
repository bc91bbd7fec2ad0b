#include "operate/command/moderate.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "tests/support/moderated_world.h"
#include "tests/support/text_file.h"

using namespace operate;
using tests::Json;

namespace {

struct Ran {
  int status = -1;
  std::string out, err;
};

Ran RunBy(const AskModeration& ask, const Json& act, bool json = false) {
  tests::TextFile out, err;
  ModerateOptions options;
  options.act = act;
  options.json = json;
  Ran ran;
  ran.status = RunModerate(ask, options, "me", out.file(), err.file());
  ran.out = out.Read();
  ran.err = err.Read();
  return ran;
}

// The command, with the function in the same process.
struct Desk : tests::ModeratedWorld {
  Ran Run(const Json& act, bool json = false) {
    return RunBy(
        [&](const std::string& body) -> oci::Result<std::string> {
          return cloud.Invoke(&fotogal::moderate::Handle, body).raw.body;
        },
        act, json);
  }
};

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("moderate: what the command prints of each act") {
  Desk desk;
  REQUIRE(desk.Report(desk.bob, "image", desk.anns, "nudity", "look\nat it").status == 201);
  const std::string thing = "image:" + desk.anns;
  const auto list = desk.Run({{"act", "list"}});
  CHECK(list.status == 0);
  CHECK(Has(list.out, thing));
  CHECK(Has(list.out, "@ann"));
  CHECK(Has(list.out, "nudity 1"));
  const auto shown = desk.Run({{"act", "show"}, {"thing", thing}});
  CHECK(Has(shown.out, "Owner:  @ann\n"));
  CHECK(Has(shown.out, "look at it"));
  CHECK(Has(shown.out, "oci os object get --namespace-name "));
  CHECK(Has(shown.out, " --name images/"));
  CHECK(desk.Run({{"act", "dismiss"}, {"thing", thing}}).out ==
        "dismissed: " + thing + " (1 reports)\n");
  CHECK(desk.Run({{"act", "list"}}).out == "No such reports.\n");
  const Json remove{{"act", "remove"}, {"kind", "image"}, {"id", desk.anns}, {"reason", "r"}};
  CHECK(desk.Run(remove).out.starts_with("removed: " + thing + "; its picture is kept until 20"));
  CHECK(desk.Run({{"act", "suspend"}, {"username", "ann"}, {"reason", "r"}}).out ==
        "suspended: @ann\n");
  CHECK(Has(desk.Run({{"act", "show"}, {"thing", thing}}).out, "@ann (suspended)"));
  CHECK(desk.Run({{"act", "restore"}, {"username", "ann"}, {"reason", "r"}}).out ==
        "restored: @ann\n");
}

TEST_CASE("moderate: as JSON, what the function answers") {
  Desk desk;
  const auto list = desk.Run({{"act", "list"}}, true);
  CHECK(list.status == 0);
  CHECK(Json::parse(list.out) == Json{{"items", Json::array()}, {"next_cursor", nullptr}});
}

TEST_CASE("moderate: a refusal is a line that says what is wrong") {
  Desk desk;
  const auto none = desk.Run({{"act", "suspend"}, {"username", "nobody"}, {"reason", "r"}});
  CHECK(none.status == 1);
  CHECK(none.err == "fotogal: There is nothing here, or not for you.\n");
  const auto blank = desk.Run({{"act", "suspend"}, {"username", "ann"}, {"reason", ""}});
  CHECK(blank.status == 1);
  CHECK(Has(blank.err, "reason"));
  CHECK(std::count(blank.err.begin(), blank.err.end(), '\n') == 1);
  const auto lost = RunBy(
      [](const std::string&) -> oci::Result<std::string> {
        return oci::Error{"network", "no answer", 0, "", true};
      },
      {{"act", "list"}});
  CHECK(lost.status == 1);
  CHECK(Has(lost.err, "no answer"));
  CHECK(Has(lost.err, "run the same command again"));
  const auto odd =
      RunBy([](const std::string&) -> oci::Result<std::string> { return std::string("x"); },
            {{"act", "list"}});
  CHECK(odd.status == 1);
  CHECK(odd.err == "fotogal: the function's answer is not JSON\n");
}

TEST_CASE("moderate: without a running FotoGal it says so") {
  ModerateOptions options;
  options.data = "/nowhere/at/all";
  options.act = {{"act", "list"}};
  CHECK(Moderate(options) == 1);
}
