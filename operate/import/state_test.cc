#include "operate/import/state.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/files.h"

using operate::v1::State;

namespace {

struct Folder {
  Folder() {
    char pattern[] = "/tmp/import-state-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string Read(const std::string& name) const {
    return common::ReadFile(path + "/" + name).value_or("");
  }
  std::string path;
};

}  // namespace

TEST_CASE("a state file that is opened again has what was stored") {
  Folder folder;
  {
    auto state = State::Open(folder.path + "/state.db").value();
    CHECK(state->Get("step").empty());
    REQUIRE(state->Set("step", "3").ok());
    REQUIRE(state->Set("step", "4").ok());
  }
  const auto state = State::Open(folder.path + "/state.db").value();
  CHECK(state->Get("step") == "4");
}

TEST_CASE("a case that is reported again stays one line, and lines are sorted") {
  Folder folder;
  const auto state = State::Open(folder.path + "/state.db").value();
  REQUIRE(state->Report("username_changed", "person", 9, 0, {{"to", "b"}}).ok());
  REQUIRE(state->Report("username_changed", "person", 2, 0, {{"to", "a"}}).ok());
  REQUIRE(state->Report("username_changed", "person", 9, 0, {{"to", "b"}}).ok());
  REQUIRE(state->Report("image_missing", "image", 5, 1).ok());
  CHECK(state->CaseCounts() ==
        std::map<std::string, std::int64_t>{{"image_missing", 1}, {"username_changed", 2}});
  for (int i = 0; i < 2; ++i) REQUIRE(state->WriteReport(folder.path + "/report").ok());
  const auto report = folder.Read("report");
  CHECK(std::count(report.begin(), report.end(), '\n') == 3);
  CHECK(report.find("image_missing") < report.find("\"a\""));
  CHECK(report.find("\"a\"") < report.find("\"b\""));
}

TEST_CASE("a file that is no state is named in the error and not changed") {
  Folder folder;
  std::ofstream(folder.path + "/photo") << "no database at all, but long enough to look like one";
  const auto state = State::Open(folder.path + "/photo");
  REQUIRE_FALSE(state.ok());
  CHECK(state.error().message.find("/photo") != std::string::npos);
  CHECK(folder.Read("photo").starts_with("no database"));
}
