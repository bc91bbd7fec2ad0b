#include <catch2/catch_test_macros.hpp>

#include "fotogal/text.h"

using namespace fotogal;

namespace {

std::string Code(const text::Checked& checked) { return checked.ok() ? "" : checked.error().code; }

}  // namespace

TEST_CASE("websites are http(s) addresses without credentials") {
  for (const char* good : {"http://a", "HTTPS://Example.com:8443/p?q=%20#f", "https://b\xc3\xbc.de",
                           "https://e.com/@x"}) {
    INFO(good);
    CHECK(Code(text::Website(good)).empty());
  }
  for (const char* bad : {"https://", "https://a:", "https://a:0", "https://a@b", "//a",
                          "https://a b", "https://-a", "mailto:a@b.c"}) {
    INFO(bad);
    CHECK(Code(text::Website(bad)) == "bad_format");
  }
  CHECK(Code(text::Website("https://a/\n")) == "bad_characters");
}

TEST_CASE("birthdays are days of the calendar, telephone numbers E.164") {
  CHECK(*text::Birthday("2000-02-29") == "2000-02-29");
  CHECK(Code(text::Birthday("1900-02-29")) == "bad_value");
  CHECK(Code(text::Birthday("2000-2-9xx")) == "bad_format");
  CHECK(Code(text::Birthday("2000-0+-01")) == "bad_format");
  CHECK(*text::Phone("+44 (20) 7946-0000") == "+442079460000");
  CHECK(Code(text::Phone("+44 20 7946 ext1")) == "bad_format");
  CHECK(Code(text::Phone(std::string(41, ' '))) == "too_long");
}

TEST_CASE("a bio has lines, a gender is one") {
  CHECK(*text::Bio("one\ntwo") == "one\ntwo");
  CHECK(text::Bio("")->empty());
  CHECK(Code(text::Bio(std::string(3001, 'x'))) == "too_long");
  CHECK(*text::Gender("woman") == "woman");
  CHECK(Code(text::Gender("two\nlines")) == "bad_characters");
  CHECK_FALSE(text::Gender("").ok());
}
