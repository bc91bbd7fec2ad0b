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

TEST_CASE("fields of an object inside of the body") {
  const nlohmann::json body{{"inner", {{"name", "Ann"}, {"extra", 1}}}, {"other", 1}};
  Fields fields(body);
  const auto& object = fields.RequiredObject("inner");
  CHECK(fields.RequiredObject("other").empty());
  CHECK(fields.RequiredObject("missing").empty());
  const auto outer = fields.Finish();
  REQUIRE_FALSE(outer.ok());
  CHECK(outer.error().errors.at(0).code == "wrong_type");
  CHECK(outer.error().errors.at(1).code == "required");
  Fields inner(object, "inner.");
  CHECK(inner.Required("name", AnyText) == "Ann");
  const auto finished = inner.Finish();
  REQUIRE_FALSE(finished.ok());
  CHECK(finished.error().errors.at(0).field == "inner.extra");
}

TEST_CASE("an object that may be absent") {
  const nlohmann::json body{{"inner", {{"name", "Ann"}}}, {"other", 1}, {"none", nullptr}};
  Fields fields(body);
  const auto* object = fields.OptionalObject("inner");
  REQUIRE(object != nullptr);
  CHECK(object->at("name") == "Ann");
  CHECK(fields.OptionalObject("none") == nullptr);
  CHECK(fields.OptionalObject("missing") == nullptr);
  CHECK(fields.OptionalObject("other") == nullptr);
  const auto finished = fields.Finish();
  REQUIRE_FALSE(finished.ok());
  REQUIRE(finished.error().errors.size() == 1);
  CHECK(finished.error().errors[0].code == "wrong_type");
}

TEST_CASE("bytes in base64url, in the one way to write them") {
  CHECK(EncodedBytes("AAEC").value() == std::string("\0\1\2", 3));
  CHECK(EncodedBytes("").value().empty());
  CHECK(EncodedBytes(std::string(21845, 'A') + "A").value().size() == 16384);
  for (const char* text : {"A", "AAE=", "AB", "AA+A", "AA A", "AA\n"})
    CHECK(EncodedBytes(text).error().code == "bad_format");
  CHECK(EncodedBytes(std::string(21848, 'A')).error().code == "too_long");
}

TEST_CASE("a list of texts is taken whole, or each wrong item is named") {
  const nlohmann::json body{
      {"names", {"Ana", "x y", 7}}, {"none", nullptr}, {"few", {"ana"}}, {"text", "ana"}};
  Fields fields(body);
  CHECK(fields.IsGiven("names"));
  CHECK_FALSE(fields.IsGiven("none"));
  CHECK_FALSE(fields.IsGiven("absent"));
  CHECK(fields.OptionalTexts("names", 1, 3, text::Username).empty());
  CHECK(fields.OptionalTexts("none", 1, 3, text::Username).empty());
  CHECK(fields.OptionalTexts("few", 1, 3, text::Username) == std::vector<std::string>{"ana"});
  CHECK(fields.OptionalTexts("text", 1, 3, text::Username).empty());
  CHECK(fields.OptionalTexts("few", 2, 3, text::Username).empty());
  CHECK(fields.OptionalTexts("few", 0, 0, text::Username).empty());
  const auto finished = fields.Finish();
  REQUIRE_FALSE(finished.ok());
  std::string seen;
  for (const auto& error : finished.error().errors) seen += error.field + "=" + error.code + " ";
  CHECK(seen ==
        "names[1]=bad_characters names[2]=wrong_type text=wrong_type few=out_of_range "
        "few=out_of_range ");
}
