#include "local/command/log_lines.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "common/rfc3339.h"
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

TEST_CASE("what failed is a call of 500 and above, or what tells of a failure") {
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

TEST_CASE("what is no call is an error only when it tells of one") {
  for (const char* text :
       {"fotogal: stand-in died and is started again", "fdk: call c2: failed: no; answered 502",
        "2026-11-28T23:50:09.820Z fdk: call c2: arrived after its deadline; answered 504",
        "fdk: cannot start: bind(/x): No such file", "free(): invalid pointer", "  what():  no",
        "terminate called after throwing an instance of 'std::bad_alloc'", "Aborted (core dumped)",
        "==1==ERROR: AddressSanitizer: heap-use-after-free", "a.json is damaged: it is now a.bad",
        "the build has failed; what ran before goes on",
        R"({"event":"job_not_started","status":404,"time":"2026-11-28T23:50:09.820Z"})",
        R"({"event":"job_failed","time":"2026-11-28T23:50:09.820Z"})",
        R"({"level":"ERROR","message":"x"})", R"({"status": "?"})", R"({"error":{"code":"x"}})"}) {
    INFO(text);
    const LogLine line{"x", "", text};
    CHECK(IsError(line));
    CHECK(Readable(line, true).starts_with("\x1b[31m"));
    CHECK_FALSE(Readable(line, false).starts_with("\x1b"));
  }
  for (const char* text :
       {"+ bucket fotogal", "web client, 10 files", "FotoGal is ready at http://localhost:8080",
        "2026-11-28T23:50:09.820Z fdk: listening on http://127.0.0.1:8099", "frame=value", "hello",
        R"({"level":"info","message":"an error was mended"})", R"({"message":"hello"})"}) {
    INFO(text);
    CHECK_FALSE(IsError({"x", "", text}));
    CHECK_FALSE(Readable({"x", "", text}, true).starts_with("\x1b"));
  }
}

TEST_CASE("a line shows the time that it tells, and no other") {
  Bench bench;
  bench.Append(std::string(kCall) + "\ntrace\n2026-11-29T01:02:03+01:00 fdk: a thing\n" +
               R"({"time":"soon","status":500})" + "\n");
  Texts shown;
  for (const auto& line : bench.file.Read(false)) shown.push_back(Readable(line, false));
  CHECK(shown[0].starts_with("23:50:09.820 feed      200"));
  CHECK(shown[1] == "             feed      trace");
  CHECK(shown[2] == "00:02:03.000 feed      fdk: a thing");
  CHECK(shown[3].starts_with("             feed      500"));
}

TEST_CASE("a line without a time is no younger than the next that tells one, or than its file") {
  Bench bench;
  bench.Append("started\n" + std::string(kCall) + "\ntrace\n");
  const auto before = common::Rfc3339(std::chrono::system_clock::now() - std::chrono::minutes(1));
  const auto lines = bench.file.Read(false);
  CHECK(lines[0].latest == "2026-11-28T23:50:09.820Z");
  CHECK(lines[1].latest == "2026-11-28T23:50:09.820Z");
  CHECK(lines[2].latest > before);
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

TEST_CASE("control characters of a log line do not reach the terminal") {
  CHECK(Readable({"feed", "", "a\x1b[2Jb\tc\x7f"}, true) == "             feed      a[2Jb c");
}
