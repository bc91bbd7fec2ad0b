#include "oci/config_file.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

TEST_CASE("the configuration file's text") {
  const std::string text =
      "\xEF\xBB\xBF# comment\r\n\r\n[DEFAULT]\r\n user = u1 \r\npass_phrase=a=b == c\r\n"
      "[other]\r\nUser=u2\r\n;x\r\n[DEFAULT]\r\nregion=r\r\n";
  const auto fallback = ParseConfigFile(text, "DEFAULT", "f").value();
  CHECK(fallback == ConfigProfile{{"user", "u1"}, {"pass_phrase", "a=b == c"}, {"region", "r"}});
  const auto other = ParseConfigFile(text, "other", "f").value();
  CHECK(other == ConfigProfile{{"user", "u2"}, {"pass_phrase", "a=b == c"}, {"region", "r"}});
  CHECK(ParseConfigFile(text, "none", "f").error().message ==
        "f has no profile [none]; known here: DEFAULT, other");
  CHECK(ParseConfigFile(text, "Other", "f").error().message ==
        "f has no profile [Other]; did you mean other?");
  CHECK(ParseConfigFile("[a]\nsecret", "a", "f").error().message ==
        "f line 2: a line is neither key=value nor a section");
  CHECK(ParseConfigFile("k=v\n[a]", "a", "f").error().message ==
        "f line 1: key k stands before the first section");
  CHECK_FALSE(ParseConfigFile("[]", "a", "f").ok());
  CHECK_FALSE(ParseConfigFile("[a\nk=v", "a", "f").ok());
  CHECK_FALSE(ParseConfigFile("[a]\n=v", "a", "f").ok());
}

}  // namespace
}  // namespace oci
