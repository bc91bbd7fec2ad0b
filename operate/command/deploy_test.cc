// `fotogal deploy` with the program itself: deploy, change, fall back.
#include <catch2/catch_test_macros.hpp>

#include "tests/support/operator.h"

using tests::Lines;
using tests::Operator;

TEST_CASE(
    "deploying, and deploying again with changed settings, leaves the tenancy as the settings "
    "say") {
  Operator an_operator;
  const auto first = an_operator.Deploy();
  INFO(first.said);
  REQUIRE(first.status == 0);
  CHECK(first.said.find("FotoGal 1.0 is at http://127.0.0.1:") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
  CHECK(an_operator.Function("upload")["memoryInMBs"] == 1024);
  CHECK(an_operator.Fotogal("status").status == 0);

  const auto again = an_operator.Deploy();
  CHECK(again.status == 0);
  CHECK(Lines(again.said, "~ ") == 0);
  CHECK(Lines(again.said, "+ ") == 0);

  an_operator.Engine("2");
  const auto rebuilt = an_operator.Deploy();
  CHECK(rebuilt.status == 0);
  CHECK(Lines(rebuilt.said, "~ function ") > 15);
  CHECK(an_operator.Function("like")["imageDigest"] == "sha256:" + std::string(64, '2'));
}

TEST_CASE("when the new release does not answer, the previous one is restored") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  an_operator.Settings({{"image_tag", "1.0"}, {"url", "http://127.0.0.1:1"}});
  an_operator.Engine("2");
  const auto failed = an_operator.Deploy("--tag 2.0");
  INFO(failed.said);
  CHECK(failed.status == 1);
  CHECK(failed.said.find("GET http://127.0.0.1:1/v1/health") != std::string::npos);
  CHECK(failed.said.find("what ran before is back") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
  CHECK(an_operator.Function("upload")["imageDigest"] == "sha256:" + std::string(64, '1'));
  const auto status = an_operator.Fotogal("status");
  INFO(status.said);
  // The settings' new address was taken back with the release.
  CHECK(Lines(status.said, "differs ") == 1);
  CHECK(status.said.find("differs   configuration fotogal: FOTOGAL_WEB_URL") != std::string::npos);
}

TEST_CASE("a tag that no registry takes is refused before anything is made") {
  Operator an_operator;
  const auto refused = an_operator.Deploy("--tag 'UP CASE!'");
  CHECK(refused.status == 1);
  CHECK(refused.said ==
        "fotogal: --tag is \"UP CASE!\"; must be 1 to 128 letters, digits, _, . and -, a letter, "
        "digit or _ first\n");
}

TEST_CASE("when a push fails, the running release stays") {
  Operator an_operator;
  REQUIRE(an_operator.Deploy().status == 0);
  std::ofstream(an_operator.folder / "docker") << "#!/bin/sh\necho denied: log in first\nexit 1\n";
  const auto failed = an_operator.Deploy("--tag 2.0");
  CHECK(failed.status == 1);
  CHECK(failed.said.find("denied: log in first") != std::string::npos);
  CHECK(an_operator.Function("upload")["image"] == "registry.test/ns/fotogal/upload:1.0");
}
