#include "configuration/members.h"

#include <catch2/catch_test_macros.hpp>

using namespace configuration;
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
  CHECK(text.error().message == "/nowhere/settings.json: no such file");
  CHECK(ReadText("/tmp").error().message == "/tmp: is a folder; must be a file");
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

TEST_CASE("an unknown member is reported with the one that may be meant") {
  CHECK(Fault({{"regio", "gru"}}) == "f.json: regio is not known here; did you mean region?");
  CHECK(Fault({{"shpae", "A"}, {"number", 99}}) ==
        "f.json: shpae is not known here; did you mean shape?");
  CHECK(Fault({{"inner", {{"depe", "x"}}}}) ==
        "f.json: inner.depe is not known here; did you mean deep?");
  CHECK(Fault({{"frobnicate", 1}}) ==
        "f.json: frobnicate is not known here; known here: region, number, flag, shape, inner");
}

TEST_CASE("a text that breaks the rule of its member is told with the rule") {
  const auto fault = [](const Json& file, std::string& to) {
    Members members(file, "f.json");
    members.TextThat(
        "tag", [](const std::string& text) { return text.size() < 3; }, "short", to);
    const auto finished = members.Finish();
    return finished.ok() ? "" : finished.error().message;
  };
  std::string tag = "before";
  CHECK(fault({{"tag", "long"}}, tag) == "f.json: tag is \"long\"; must be short");
  CHECK(fault({{"tag", 5}}, tag) == "f.json: tag is 5; must be a text that is not empty");
  CHECK(fault(Json::object(), tag).empty());
  CHECK(tag == "before");
  CHECK(fault({{"tag", "ok"}}, tag).empty());
  CHECK(tag == "ok");
}

TEST_CASE("a region is known, or has the form of one that may come") {
  const auto fault = [](const char* region) {
    const Json file = {{"region", region}};
    Members members(file, "f.json");
    std::string read;
    members.Region("region", read);
    const auto finished = members.Finish();
    CHECK(read == (finished.ok() ? region : ""));
    return finished.ok() ? "" : finished.error().message;
  };
  for (const char* taken : {"gru", "GRU", "sa-saopaulo-1", "us-gov-ashburn-1", "xx-newtown-12"})
    CHECK(fault(taken) == "");
  const std::string right = "; must be a region of Oracle Cloud, such as sa-saopaulo-1 or gru";
  CHECK(fault("gruu") ==
        "f.json: region is \"gruu\"" + right + "; it is not known here, did you mean gru?");
  CHECK(fault("sa-saopaulo") == "f.json: region is \"sa-saopaulo\"" + right +
                                    "; it is not known here, did you mean sa-saopaulo-1?");
  for (const char* wrong : {"x y", "zzz", "https://h", "sa_saopaulo_1 ", "gru/../x"}) {
    INFO(wrong);
    CHECK(fault(wrong).find(right + "; it is not known here") != std::string::npos);
  }
  CHECK(RegionHint("gru").empty());
  CHECK(RegionHint("sa-saopualo-1") == "; it is not known here, did you mean sa-saopaulo-1?");
}

TEST_CASE("invalid JSON is reported with the text found there") {
  const std::pair<const char*, const char*> files[] = {
      {"", "line 1, column 1 is not what may stand there; found the end of the file"},
      {"{", "line 1, column 2 is not what may stand there; found the end of the file"},
      {"{\n \"a\": nope}", "found \"nope\""},
      {"{\"a\": 1\n \"b\": 2}", "line 2, column 4 is not what may stand there; found \"b\""},
      {"{\"a\": 1,}", "line 1, column 9 is not what may stand there; found \"}\""},
      {"{\"a\": \"b\n\"}", "found the end of the line"},
      {"{\"a\": 'x'}", "found \"'\""},
      {"{\"a\": 1 x}", "found \"x\""},
      {"{\"a\": 1 2}", "found \"2\""},
      {"{\"a\": \xC3\xBC}", "found \"\\u00fc\""},
      {"{\"a\": \xFF}", "found \"\\ufffd\""}};
  for (const auto& [text, told] : files) {
    INFO(text);
    const auto refusal = Refusal(text);
    INFO(refusal);
    CHECK(refusal.starts_with("f.json: not JSON: line "));
    CHECK(refusal.ends_with(told));
  }
}

TEST_CASE("a wrong value is reported with what would be allowed") {
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

TEST_CASE("invalid JSON is reported with its position") {
  CHECK(Refusal("{\n  \"a\": 1,\n  \"b\": x\n}").find("f.json: not JSON: line 3, column 8") == 0);
  CHECK(Refusal("").find("f.json: not JSON: line 1, column 1") == 0);
  CHECK(Refusal("{\"a\": 1").find("f.json: not JSON: line 1, column 8") == 0);
  CHECK(Refusal("{\"a\": \"\xff\"}").find("f.json: not JSON: line 1, ") == 0);
  CHECK(Refusal("[]") == "f.json: is []; must be a JSON object");
  CHECK(Refusal("5") == "f.json: is 5; must be a JSON object");
}

TEST_CASE("a number that is too large for JSON is named") {
  const auto parsed = configuration::ParseJson("{\"a\": [1, 222.2e324]}", "x.json");
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.error().message == "x.json: not JSON: the number '222.2e324' is too large");
}
