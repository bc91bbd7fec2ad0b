#include "bench/page/page_bench.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "bench/page/running.h"
#include "fdk/testing/function_process.h"
#include "functions/support/compression.h"
#include "oci/json_text.h"

using namespace bench;

namespace {

const std::string kFeedLine =
    R"({"call_id":"1","duration_ms":3,"function":"feed","oci_calls":8,"oci_retries":1,)"
    R"("read_units":83,"status":200,"write_units":0})";
const std::string kImageLine =
    R"({"call_id":"2","duration_ms":3,"function":"image","oci_calls":5,"oci_retries":0,)"
    R"("read_units":10,"status":200,"write_units":1})";

PageResults Results(long image_calls, long units) {
  PageResults results;
  results.build = "fotogal 1 (commit abc)";
  for (const char* name : {kOpened, kScrolled, kAgain}) {
    Stage& stage = results.stages.emplace_back();
    stage.name = name;
    stage.functions = {{"authorize", {1, 2, 0, 1}}, {"feed", {3, units, 0, 24}}};
    if (image_calls > 0) stage.functions["image"] = {image_calls, 10 * image_calls, 0, 5};
    stage.traffic = {63, 0, 1, 2, 2048, 10240, 250};
  }
  return results;
}

}  // namespace

TEST_CASE("what functions cost is summed from the lines of their calls") {
  std::map<std::string, FunctionCost> costs;
  AddCalls(kFeedLine + "\n" + kImageLine + "\nno JSON\n{\"function\":\"feed\"}\n[]\n\n" +
               kImageLine + "\n",
           costs);
  CHECK(costs ==
        std::map<std::string, FunctionCost>{{"feed", {1, 83, 0, 9}}, {"image", {2, 20, 2, 10}}});
}

TEST_CASE("a line that tells its signatures is believed, also when there was none") {
  std::map<std::string, FunctionCost> costs;
  AddCalls(R"({"call_id":"3","duration_ms":3,"function":"feed","oci_calls":8,"oci_retries":1,)"
           R"("oci_signatures":0,"read_units":83,"status":200,"write_units":0})"
           "\n",
           costs);
  CHECK(costs.at("feed").signatures == 0);
}

TEST_CASE("a log is read from where it was, in complete lines") {
  const fdk::testing::TempFolder folder;
  const auto append = [&](const char* name, const std::string& text) {
    std::ofstream(folder.path() + "/" + name, std::ios::app) << text;
  };
  append("feed.log", kFeedLine + "\n");
  CallLog log(folder.path());
  CHECK(log.Take().empty());
  append("feed.log", kFeedLine + "\n" + kFeedLine.substr(0, 20));
  append("image.log", kImageLine + "\n");
  append("other.txt", kImageLine + "\n");
  auto costs = log.Take();
  CHECK(costs["feed"].calls == 1);
  CHECK(costs["image"].calls == 1);
  append("feed.log", kFeedLine.substr(20) + "\n");
  costs = log.Take();
  CHECK(costs["feed"].calls == 1);
  CHECK(costs["feed"].read_units == 83);
}

TEST_CASE("how long an answer is fresh") {
  CHECK(FreshFor("private, max-age=300")->count() == 300);
  CHECK(FreshFor("private, max-age=86400, immutable")->count() == 86400);
  CHECK(FreshFor("private, no-cache")->count() == 0);
  CHECK(FreshFor("")->count() == 0);
  CHECK_FALSE(FreshFor("no-store"));
}

TEST_CASE("an address leads to its host, a path to the gateway") {
  const auto path = TargetOf("/v1/feed?limit=20", 8080);
  CHECK(path.port == 8080);
  CHECK(path.path == "/v1/feed?limit=20");
  const auto other = TargetOf("http://127.0.0.2:99/p/x", 8080);
  CHECK(other.host == "127.0.0.2");
  CHECK(other.port == 99);
  CHECK(other.path == "/p/x");
}

TEST_CASE("what gzip has packed is unpacked, what is broken is told") {
  const std::string text(100000, 'x');
  const std::string packed = fotogal::Gzip(text);
  CHECK(Unzip(packed) == text);
  CHECK_THROWS(Unzip(packed.substr(0, packed.size() / 2)));
  CHECK_THROWS(Unzip("no gzip"));
}

TEST_CASE("a FotoGal is ready when it prints where") {
  CHECK(PortIn("FotoGal is ready at http://localhost:8123\n") == 8123);
  CHECK(PortIn("FotoGal is ready at http://127.0.0.1:8123\n") == 8123);
  CHECK(PortIn("...\nFotoGal is ready at http://127.0.0.1:81") == 0);  // the line goes on
  CHECK(PortIn("starting\n") == 0);
}

TEST_CASE("a page's functions are counted without the authorizer, and goals told") {
  const auto good = Results(0, 80);
  CHECK(good.stages[0].OfPage() == FunctionCost{3, 80, 0, 24});
  CHECK(Unmet(good).empty());
  CHECK(Unmet(Results(1, 80)).size() == 2);  // a call more, and for a photo
  CHECK(Unmet(Results(0, 116)).size() == 1);
  CHECK(Unmet({}).size() == 3);
}

TEST_CASE("numbers are kept in a file and come back; another file is none") {
  const auto results = Results(2, 80);
  const auto back = PageResultsFrom(oci::JsonOf(oci::JsonText(ToJson(results))));
  REQUIRE(back);
  CHECK(ToJson(*back) == ToJson(results));
  for (const char* text : {"", "[]", "{}", R"({"build":"x"})", R"({"build":1,"stages":[]})",
                           R"({"build":"x","stages":[{"name":"a"}]})"})
    CHECK_FALSE(PageResultsFrom(oci::JsonOf(text)));
}

TEST_CASE("tables and chart show both builds, or the only one") {
  const auto before = Results(60, 80), now = Results(0, 80);
  const auto text = ToMarkdown(before, now);
  CHECK(text.find("| function calls | 63 | 3 | 63 | 3 | 63 | 3 |\n") != std::string::npos);
  CHECK(text.find("| of these for pictures | 60 | 0 |") != std::string::npos);
  CHECK(text.find("| KB of JSON | 2 | 2 |") != std::string::npos);
  CHECK(text.find("| image | 60 | 600 | 0 | 5 |") != std::string::npos);
  CHECK(text.find("not met") == std::string::npos);
  CHECK(ToMarkdown(std::nullopt, before).find("| function calls | 63 | 63 | 63 |\n") !=
        std::string::npos);
  CHECK(ToMarkdown(std::nullopt, before).find("not met") != std::string::npos);
  const auto chart = ToSvg(before, now);
  CHECK(chart.starts_with("<svg "));
  CHECK(chart.ends_with("</svg>\n"));
  CHECK(chart.find(">63</text>") != std::string::npos);
  CHECK(ToSvg(std::nullopt, now).find("before") == std::string::npos);
}
