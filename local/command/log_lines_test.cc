#include "local/command/log_lines.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "fdk/testing/function_process.h"

using namespace local;
using std::chrono::seconds;

namespace {

const char* const kCall =
    R"({"call_id":"c1","duration_ms":59,"function":"login","oci_calls":8,"oci_retries":0,"read_units":14,)"
    R"("status":200,"time":"2026-11-28T23:50:09.820Z","write_units":2})";

struct Bench {
  fdk::testing::TempFolder folder;
  std::string path = folder.path() + "/feed.log";
  LogFile file{"feed", path};

  void Append(const std::string& text) const { std::ofstream(path, std::ios::app) << text; }
  std::vector<std::string> Texts(bool to_the_end = false) {
    std::vector<std::string> texts;
    for (const auto& line : file.Read(to_the_end)) texts.push_back(line.text);
    return texts;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("a log is read as it grows, whole lines only") {
  Bench bench;
  CHECK(bench.Texts() == Texts{});
  bench.Append("one\ntw");
  CHECK(bench.Texts() == Texts{"one"});
  CHECK(bench.Texts() == Texts{});
  bench.Append("o\n\nthree");
  CHECK(bench.Texts() == Texts{"two", ""});
  CHECK(bench.Texts(true) == Texts{"three"});
  CHECK(bench.Texts(true) == Texts{});
}

TEST_CASE("a log that begins anew is read anew") {
  Bench bench;
  bench.Append("a long line\nand ano");
  CHECK(bench.Texts() == Texts{"a long line"});
  std::ofstream(bench.path, std::ios::trunc) << "new\n";
  CHECK(bench.Texts() == Texts{"new"});
}

TEST_CASE("lines are merged by time, those without one behind the one before them") {
  Bench bench;
  bench.Append("started\n" + std::string(kCall) + "\ntrace of a crash\n");
  auto lines = bench.file.Read(false);
  lines.push_back({"other", "2026-11-28T23:50:09.819Z", "before"});
  lines.push_back({"other", "2026-11-28T23:50:09.820Z", "behind"});
  SortByTime(lines);
  Texts texts;
  for (const auto& line : lines) texts.push_back(line.text);
  CHECK(texts == Texts{"started", "before", kCall, "trace of a crash", "behind"});
}

TEST_CASE("an age is a number and a unit") {
  CHECK(ParseAge("90s") == seconds(90));
  CHECK(ParseAge("10m") == seconds(600));
  CHECK(ParseAge("2h") == seconds(7200));
  CHECK(ParseAge("1d") == seconds(86400));
  for (const char* wrong : {"", "m", "10", "-1m", "1.5h", "10 m", "10mm", "99999999999999d"}) {
    INFO(wrong);
    CHECK(ParseAge(wrong) == std::nullopt);
  }
}

TEST_CASE("what failed is a call of 500 and above, or no call") {
  const auto with_status = [](int status) {
    return LogLine{"x", "", R"({"time":"t","status":)" + std::to_string(status) + "}"};
  };
  CHECK_FALSE(IsError(with_status(200)));
  CHECK_FALSE(IsError(with_status(499)));
  CHECK(IsError(with_status(500)));
  CHECK(IsError(with_status(504)));
  CHECK(IsError({"x", "", "Segmentation fault"}));
  CHECK(IsError({"x", "", R"({"time": 1, "status": "?"})"}));
  CHECK_FALSE(IsError({"x", "", ""}));
}

TEST_CASE("a call is one readable line, and a failure says why") {
  CHECK(Readable({"login", "2026-11-28T23:50:09.820Z", kCall}, true) ==
        "23:50:09.820 login     200    59 ms  14 read  2 written  8 requests  call c1");
  const LogLine failed{
      "feed", "2026-11-28T23:50:10.000Z",
      R"({"status":503,"time":"2026-11-28T23:50:10.000Z","code":"temporarily_unavailable",)"
      R"("error":{"code":"deadline_exceeded","message":"GET x"}})"};
  const std::string plain =
      "23:50:10.000 feed      503     0 ms  0 read  0 written  0 requests  "
      "temporarily_unavailable: deadline_exceeded: GET x";
  CHECK(Readable(failed, false) == plain);
  CHECK(Readable(failed, true) == "\x1b[31m" + plain + "\x1b[0m");
}

TEST_CASE("no line gives a terminal orders") {
  CHECK(Readable({"feed", "", "a\x1b[2Jb\tc\x7f"}, true) == "             feed      a[2Jb c");
}
