#include "fotogal/base/budget_limits.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <string>

#include "common/files.h"

using namespace fotogal;

TEST_CASE("every budget stands at its place, has a name of its own and numbers that make sense") {
  std::set<std::string_view> names;
  for (size_t i = 0; i < kBudgets.size(); ++i) {
    const BudgetRule& rule = kBudgets[i];
    INFO(rule.name);
    CHECK(rule.budget == static_cast<Budget>(i));
    CHECK(names.insert(rule.name).second);
    CHECK(rule.calls.in_hour > 0);
    CHECK(rule.calls.in_day > rule.calls.in_hour);
    CHECK_FALSE(rule.refusal.empty());
    CHECK_FALSE(rule.what.empty());
    CHECK(rule.bytes_name.empty() == (rule.bytes.in_hour == 0));
    if (!rule.bytes_name.empty()) CHECK(names.insert(rule.bytes_name).second);
    CHECK(rule.name.size() + std::string_view(":a:").size() + 43 < 64 - 8);  // a key has 64 bytes
  }
}

TEST_CASE("an operator may set any number, and only numbers") {
  CHECK(ReadBudgets("")->at(0).calls.in_hour == kBudgets[0].calls.in_hour);
  for (const BudgetRule& rule : kBudgets) {
    const auto set = ReadBudgets(std::string(rule.name) + "=3/7");
    REQUIRE(set.ok());
    for (const BudgetRule& other : *set) {
      CHECK((other.calls.in_hour == 3) == (other.budget == rule.budget));
      CHECK((other.calls.in_day == 7) == (other.budget == rule.budget));
    }
  }
  const auto several = ReadBudgets("comments=1/2,upload_bytes=9007199254740992/3");
  REQUIRE(several.ok());
  CHECK(several->at(static_cast<size_t>(Budget::kComments)).calls.in_day == 2);
  CHECK(several->at(static_cast<size_t>(Budget::kUploads)).bytes.in_hour == std::int64_t{1} << 53);
  CHECK(several->at(static_cast<size_t>(Budget::kUploads)).calls.in_hour ==
        kBudgets[static_cast<size_t>(Budget::kUploads)].calls.in_hour);
  for (const char* bad :
       {"comments", "comments=", "comments=1", "comments=1/", "comments=/2", "comments=0/2",
        "comments=1/0", "comments=-1/2", "comments=1/2/3", "comments=1.5/2", "comments= 1/2",
        "likes=1/2", "=1/2", ",", "comments=1/2,,follows=1/2", "comments=9007199254740993/1",
        "comments=99999999999999999999/1", "Comments=1/2"}) {
    INFO(bad);
    const auto read = ReadBudgets(bad);
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().message.find("FOTOGAL_BUDGETS") != std::string::npos);
  }
}

TEST_CASE("a budget that is wrong is told with what was found and what would fit") {
  CHECK(ReadBudgets("coments=1/2").error().message ==
        "FOTOGAL_BUDGETS: found \"coments=1/2\"; \"coments\" is not known here; did you mean "
        "comments?");
  CHECK(ReadBudgets("comments=1/2,zebra=1/2")
            .error()
            .message.find("\"zebra\" is not known here; known here: signups, ") !=
        std::string::npos);
  CHECK(ReadBudgets("comments=ten/50").error().message ==
        "FOTOGAL_BUDGETS: found \"comments=ten/50\"; must be a budget's name=hour/day, as "
        "comments=10/50");
}

TEST_CASE("docs/running.md tells every budget as it is") {
  const std::string text = common::ReadFile(FOTOGAL_SOURCE_DIR "/docs/running.md").value_or("");
  const auto row = [](std::string_view name, std::string_view what, const Limits& limits) {
    return "| `" + std::string(name) + "` | " + std::string(what) + " | " +
           std::to_string(limits.in_hour) + " | " + std::to_string(limits.in_day) + " |";
  };
  for (const BudgetRule& rule : kBudgets) {
    INFO(rule.name);
    CHECK(text.find(row(rule.name, rule.what, rule.calls)) != std::string::npos);
    if (rule.bytes_name.empty()) continue;
    INFO(row(rule.bytes_name, "bytes of those", rule.bytes));
    CHECK(text.find(row(rule.bytes_name, "bytes of those", rule.bytes)) != std::string::npos);
  }
}
