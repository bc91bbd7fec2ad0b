#include "fotogal/base/text.h"

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
    CHECK(*text::FullName("Ann" + std::string(turned) + "Lee") == "AnnLee");
    CHECK(Code(text::FullName(turned)) == "bad_format");
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

TEST_CASE("of all characters only NUL is refused, and broken UTF-8") {
  for (const std::string& odd : {std::string("a\x01"), std::string("a\x7f"),
                                 std::string("a\xc2\x85"), std::string("a\xe2\x80\xae"),
                                 std::string("\xef\xbb\xbf"
                                             "a")}) {
    CHECK(*text::FullName(odd) == "a");
  }
  CHECK(*text::FullName("a\nb") == "a b");
  CHECK(*text::Caption("line\nline\ttab") == "line\nline\ttab");
  CHECK(*text::Caption("a\rb") == "a\nb");
  const std::string nul("a\0b", 3);
  for (const auto rule : {text::FullName, text::Caption, text::AltText, text::Comment, text::Bio,
                          text::Gender, text::Website, text::Username}) {
    CHECK(Code(rule(nul)) == "bad_characters");
  }
  for (const char* broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\x80"}) {
    for (const auto rule : {text::FullName, text::Caption, text::AltText, text::Comment, text::Bio,
                            text::Gender, text::Website, text::Phone})
      CHECK(Code(rule(broken)) == "bad_encoding");
  }
}

TEST_CASE("a name or address that was pasted loses what came along unseen") {
  for (const char* pasted :
       {"\u00a0ann.lee\u202f", "\u200bann.lee", "ann.lee\u2060", "\u2068ann.lee\u2069",
        "\ufeffann.lee", "ann\u00ad.lee", "@ann.lee", "\u00a0@ann.lee", "ann.lee\u2028",
        "ann.lee\u0085", "ann.lee\u202c", "ann.\u200dlee", "ann.lee\ufe0f",
        "\x01"
        "ann.lee\x7f",
        "ann.lee\u3000"}) {
    INFO(pasted);
    CHECK(*text::Username(pasted) == "ann.lee");
  }
  for (const char* bad : {"ann lee", "ann\u00a0lee", "ann\nlee", "@@ann", "ann@"}) {
    INFO(bad);
    CHECK(Code(text::Username(bad)) == "bad_characters");
  }
  for (const char* pasted :
       {"\u2007ann@b.co", "ann@b.co\u200b", "\u202aann@b.co\u202c", "ann@b.co\u2028",
        "\ufeffann@b.co", "ann@\u00adb.co", "ann@b.co\u00a0"}) {
    INFO(pasted);
    CHECK(*text::Email(pasted) == "ann@b.co");
  }
  for (const char* spaced : {"ann@ b.co", " ann@b.co", "ann@b.co\n", "an\u00a0n@b.co"})
    CHECK(text::Email(spaced).error().reason == "spaces");
  CHECK(text::Username("ann lee").error().reason == "spaces");
}

TEST_CASE("lengths are counted when a text is clean") {
  std::string lines;
  for (int i = 0; i < 2200; ++i) lines += i % 2 == 0 ? "a" : "\r\n";
  CHECK(text::Caption(lines)->size() == 2200);
  CHECK(Code(text::Caption(lines + "b")) == "too_long");
  std::string soft;
  for (int i = 0; i < 1000; ++i) soft += "a\u00ad";
  CHECK(text::Comment(soft)->size() == 1000);
  // Where there is no room for its end, a direction that was left open goes.
  std::string name = "\u2067";
  for (int i = 0; i < 99; ++i) name += "\u05d0";
  CHECK(*text::FullName(name) == name.substr(3));
  CHECK(*text::FullName(name.substr(0, name.size() - 2)) ==
        name.substr(0, name.size() - 2) + "\u2069");
  for (int i = 0; i < 50; ++i) soft.insert(0, "\u200b\u200e");
  CHECK(text::Comment(soft)->size() == 1000);
}

TEST_CASE("passwords are 10 to 128 characters of any script") {
  CHECK(Code(text::Password("123456789")) == "too_short");
  CHECK(Code(text::Password("1234567890")).empty());
  CHECK(Code(text::Password(std::string(129, 'x'))) == "too_long");
  CHECK(Code(text::Password("пароль пароль")).empty());
  // What is a password stays one, letter by letter.
  for (const char* kept :
       {"  spaces  around  ", "no-break\u00a0space", "soft\u00adhyphen here",
        "zero\u200bwidth space", "left\u200eto right mark", "narrow\u202fspaces!!"})
    CHECK(*text::Password(kept) == kept);
  CHECK(*text::Password("e\u0301toile filante") == "\u00e9toile filante");
  for (const char* bad :
       {"ten\tletters", "two\nlines here", "two\r\nlines here", "\ufeff0123456789",
        "0123456789\u202e", "\u20660123456789\u2069", "01234\u202856789"})
    CHECK(Code(text::Password(bad)) == "bad_characters");
}
