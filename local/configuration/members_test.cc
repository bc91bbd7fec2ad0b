#include "local/configuration/members.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

struct Read {
  std::string region = "before", shape = "before", deep = "before";
  int number = -1;
  bool flag = false;
};

std::string Fault(const Json& file, Read& to) {
  Members members(file, "f.json");
  members.Text("region", to.region);
  members.Number("number", 1, 8, to.number);
  members.Flag("flag", to.flag);
  members.OneOf("shape", {"A", "B", "C"}, to.shape);
  if (auto inner = members.Object("inner")) {
    inner->Text("deep", to.deep);
    const auto finished = inner->Finish();
    if (!finished.ok()) return finished.error().message;
  }
  const auto finished = members.Finish();
  return finished.ok() ? "" : finished.error().message;
}

std::string Fault(const Json& file) {
  Read ignored;
  return Fault(file, ignored);
}

std::string Refusal(const std::string& text) { return ParseObject(text, "f.json").error().message; }

}  // namespace

TEST_CASE("a file that cannot be read is named") {
  const auto text = ReadText("/nowhere/settings.json");
  REQUIRE_FALSE(text.ok());
  CHECK(text.error().message == "/nowhere/settings.json: not readable");
}

TEST_CASE("members are read, and what is not there stays as it was") {
  Read read;
  CHECK(Fault({{"region", "gru"}, {"number", 8}, {"flag", true}, {"inner", {{"deep", "x"}}}}, read)
            .empty());
  CHECK(read.region == "gru");
  CHECK(read.number == 8);
  CHECK(read.flag);
  CHECK(read.deep == "x");
  CHECK(read.shape == "before");
}

TEST_CASE("a member that is not known is told with the one that may be meant") {
  CHECK(Fault({{"regio", "gru"}}) == "f.json: regio is not known here; did you mean region?");
  CHECK(Fault({{"shpae", "A"}, {"number", 99}}) ==
        "f.json: shpae is not known here; did you mean shape?");
  CHECK(Fault({{"inner", {{"depe", "x"}}}}) ==
        "f.json: inner.depe is not known here; did you mean deep?");
  CHECK(Fault({{"frobnicate", 1}}) ==
        "f.json: frobnicate is not known here; known here: region, number, flag, shape, inner");
}

TEST_CASE("a value that does not fit is told with what would") {
  CHECK(Fault({{"region", 5}}) == "f.json: region is 5; must be a text that is not empty");
  CHECK(Fault({{"region", ""}}) == "f.json: region is \"\"; must be a text that is not empty");
  for (const Json& number : {Json(0), Json(9), Json(1.5), Json("3"), Json(-1), Json(1e30)})
    CHECK(Fault({{"number", number}}) ==
          "f.json: number is " + number.dump() + "; must be a whole number from 1 to 8");
  CHECK(Fault({{"flag", "yes"}}) == "f.json: flag is \"yes\"; must be true or false");
  CHECK(Fault({{"shape", "D"}}) == "f.json: shape is \"D\"; must be A, B or C");
  CHECK(Fault({{"inner", nullptr}}) == "f.json: inner is null; must be an object");
  CHECK(Fault({{"region", Json::array({std::string(500, 'x')})}}).size() < 150);
}

TEST_CASE("what is no JSON is told with its place") {
  CHECK(Refusal("{\n  \"a\": 1,\n  \"b\": x\n}").find("f.json: not JSON: line 3, column 8") == 0);
  CHECK(Refusal("").find("f.json: not JSON: line 1, column 1") == 0);
  CHECK(Refusal("{\"a\": 1").find("f.json: not JSON: line 1, column 8") == 0);
  CHECK(Refusal("{\"a\": \"\xff\"}").find("f.json: not JSON: line 1, ") == 0);
  CHECK(Refusal("[]") == "f.json: is []; must be a JSON object");
  CHECK(Refusal("5") == "f.json: is 5; must be a JSON object");
}
