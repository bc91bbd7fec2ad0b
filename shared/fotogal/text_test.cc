#include "fotogal/text.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

std::string Code(const text::Checked& checked) { return checked.ok() ? "" : checked.error().code; }

}  // namespace

TEST_CASE("usernames are folded and bounded") {
  CHECK(*text::Username("Ann.Lee_9") == "ann.lee_9");
  CHECK(Code(text::Username("ab")) == "too_short");
  CHECK(Code(text::Username(std::string(31, 'a'))) == "too_long");
  CHECK(Code(text::Username(std::string(30, 'a'))).empty());
  for (const char* bad : {"a b c", "ann-lee", "ann@x", "ann\n", "\xc3\xa1nn", "ann\xe2\x84\xaa"}) {
    CHECK(Code(text::Username(bad)) == "bad_characters");
  }
  CHECK(Code(text::Username("Admin")) == "reserved");
}

TEST_CASE("usernames hold something to read, and dots only between others") {
  for (const char* bad :
       {"...", "___", "._.", "_.", ".ann", "ann.", "a..b", "....", "_..a", "an.."}) {
    INFO(bad);
    CHECK(Code(text::Username(bad)) == (std::string(bad).size() < 3 ? "too_short" : "bad_format"));
  }
  for (const char* good : {"_a_", "__1", "a.b", "a.b.c", "_ann_", "123", "a_.b"}) {
    INFO(good);
    CHECK(Code(text::Username(good)).empty());
  }
}

TEST_CASE("a full name shows something") {
  const struct {
    const char* what;
    std::string name;
  } invisible[] = {{"no-break spaces", "\u00a0\u00a0"},
                   {"ideographic space", "\u3000"},
                   {"zero width space", "\u200b"},
                   {"joiners", "\u200c\u200d\u2060"},
                   {"soft hyphen", "\u00ad"},
                   {"a right-to-left mark", "\u200f"},
                   {"Hangul fillers", "\u3164\u115f\u1160\uffa0"},
                   {"blank Braille", "\u2800"},
                   {"a lone accent", "\u0301"},
                   {"private use", "\ue000\U000f0000"},
                   {"unassigned", "\u0378"},
                   {"a noncharacter", "\uffff"},
                   {"tags", "\U000e0041\U000e0042"},
                   {"a variation selector", "\ufe0f"},
                   {"several of them", " \u200b \u00a0 \u3164 "}};
  for (const auto& [what, name] : invisible) {
    INFO(what);
    CHECK(Code(text::FullName(name)) == "bad_format");
    CHECK(Code(text::FullName(name + "x")).empty());
  }
  for (const char* shown : {"A", "\u4e2d", "\U0001f600", "1", "-", "\u0627\u200c", "\u00e9"}) {
    INFO(shown);
    CHECK(Code(text::FullName(shown)).empty());
  }
  for (const char* turned :
       {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    CHECK(Code(text::FullName("Ann" + std::string(turned) + "Lee")) == "bad_characters");
    CHECK(Code(text::FullName(turned)) == "bad_characters");
  }
}

TEST_CASE("e-mail addresses follow WHATWG's input rule") {
  CHECK(*text::Email("Ann+tag@Example.COM") == "ann+tag@example.com");
  CHECK(*text::Email("a@b") == "a@b");
  for (const char* bad : {"", "a", "@b", "a@", "a@b.", "a@.b", "a@-b", "a@b-", "a b@c", "a@b c",
                          "a@b@c", "\xc3\xa1@b", "a@b..c", "\"a\"@b"}) {
    INFO(bad);
    CHECK(Code(text::Email(bad)) == "bad_format");
  }
  CHECK(Code(text::Email("a@" + std::string(64, 'b'))) == "bad_format");
  CHECK(Code(text::Email(std::string(250, 'a') + "@b.co")) == "too_long");
}

TEST_CASE("lengths count code points after NFC") {
  const std::string composed = "\xc3\xa9";     // é
  const std::string decomposed = "e\xcc\x81";  // e + combining acute
  CHECK(*text::FullName(decomposed) == composed);
  std::string hundred;
  for (int i = 0; i < 100; ++i) hundred += decomposed;
  CHECK(Code(text::FullName(hundred)).empty());
  CHECK(Code(text::FullName(hundred + "x")) == "too_long");
  CHECK(Code(text::FullName("")) == "too_short");
  CHECK(Code(text::FullName("   ")) == "too_short");
  CHECK(*text::FullName("  Ann  ") == "Ann");
}

TEST_CASE("control characters, overrides and broken UTF-8 are refused") {
  for (const std::string& bad :
       {std::string("a\x01"), std::string("a\x7f"), std::string("a\0b", 3),
        std::string("a\xc2\x85"), std::string("a\xe2\x80\xae"), std::string("a\nb"),
        std::string("\xef\xbb\xbf"
                    "a")}) {
    CHECK(Code(text::FullName(bad)) == "bad_characters");
  }
  CHECK(Code(text::Caption("line\nline\ttab")).empty());
  CHECK(Code(text::Caption("a\rb")) == "bad_characters");
  for (const char* broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80"}) {
    CHECK(Code(text::Caption(broken)) == "bad_encoding");
  }
}

TEST_CASE("passwords are 10 to 128 characters of any script") {
  CHECK(Code(text::Password("123456789")) == "too_short");
  CHECK(Code(text::Password("1234567890")).empty());
  CHECK(Code(text::Password(std::string(129, 'x'))) == "too_long");
  CHECK(Code(text::Password("пароль пароль")).empty());
}

TEST_CASE("percent-decoding") {
  CHECK(text::PercentDecode("a%20b%C3%A9") == "a b\xc3\xa9");
  for (const char* bad : {"%", "%4", "%zz", "a%2"}) CHECK_FALSE(text::PercentDecode(bad));
}
