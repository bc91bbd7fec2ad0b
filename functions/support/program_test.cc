#include "functions/support/program.h"

#include <catch2/catch_test_macros.hpp>

namespace {

fdk::Response Answer(fotogal::Services&, const fdk::Request&, fdk::Context&) { return {}; }

}  // namespace

TEST_CASE("a program with one function runs it under any name; of several, the name selects") {
  CHECK(fotogal::FindProgram("/function") == nullptr);
  static const fotogal::FunctionProgram like("like", Answer);
  CHECK(fotogal::FindProgram("/function") == &like);
  CHECK(fotogal::FindProgram("") == &like);

  static const fotogal::FunctionProgram feed("feed", Answer);
  CHECK(fotogal::FindProgram("/opt/bin/functions/like") == &like);
  CHECK(fotogal::FindProgram("./feed") == &feed);
  CHECK(fotogal::FindProgram("feed") == &feed);
  CHECK(fotogal::FindProgram("feed/") == nullptr);
  CHECK(fotogal::FindProgram("/feed/other") == nullptr);
  CHECK(fotogal::FindProgram("") == nullptr);
  CHECK(fotogal::RunProgram("/function") == 2);
}
