#include "local/command/fault_file.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fdk/testing/function_process.h"

using namespace local;

TEST_CASE("rules are checked before they are installed, and absent ones are no error") {
  const fdk::testing::TempFolder folder;
  const DataFolder data{folder.path()};
  const std::string file = folder.path() + "/rules.json";
  CHECK_FALSE(ReadFaults(file).ok());
  std::ofstream(file) << R"({"faults": [{"fault": "slo"}]})";
  const auto wrong = ReadFaults(file);
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message.starts_with(file + ": faults[0].fault is \"slo\"; must be error"));
  CHECK(InstallFaults(data, "").ok());
  REQUIRE(InstallFaults(data, R"({"faults": []})").ok());
  CHECK(std::filesystem::exists(data.Faults()));
  CHECK(InstallFaults(data, "").ok());
  CHECK_FALSE(std::filesystem::exists(data.Faults()));
}

TEST_CASE("a process follows the file of its folder") {
  const fdk::testing::TempFolder folder;
  const DataFolder data{folder.path()};
  standin::Faults faults(FaultsOf(data));
  CHECK_FALSE(faults.KillsAfter("feed"));
  REQUIRE(InstallFaults(data, R"({"faults": [{"fault": "killed", "delay_ms": 7}]})").ok());
  CHECK(faults.KillsAfter("feed") == std::chrono::milliseconds(7));
  REQUIRE(InstallFaults(data, "").ok());
  CHECK_FALSE(faults.KillsAfter("feed"));
}
