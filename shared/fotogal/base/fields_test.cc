#include "fotogal/base/fields.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("everything wrong is reported at once, with stable codes") {
  const nlohmann::json body{{"username", "A"}, {"email", 7}, {"flag", "yes"}, {"extra", 1}};
  Fields fields(body);
  fields.Required("username", text::Username);
  fields.Required("email", text::Email);
  fields.Required("password", text::Password);
  fields.OptionalBool("flag", false);
  const auto finished = fields.Finish();
  REQUIRE_FALSE(finished.ok());
  CHECK(finished.error().status == 422);
  std::string seen;
  for (const auto& error : finished.error().errors) seen += error.field + "=" + error.code + " ";
  CHECK(seen ==
        "username=too_short email=wrong_type password=required flag=wrong_type extra=unknown ");
}

TEST_CASE("valid fields come back normalized") {
  const nlohmann::json body{{"username", "Ann"}, {"bio", nullptr}};
  Fields fields(body);
  CHECK(fields.Required("username", text::Username) == "ann");
  CHECK_FALSE(fields.Optional("bio", text::Caption));
  CHECK(fields.OptionalBool("is_private", true));
  CHECK(fields.Finish().ok());
}
