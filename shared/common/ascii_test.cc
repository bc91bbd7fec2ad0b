#include "common/ascii.h"

#include <catch2/catch_test_macros.hpp>

using namespace common;

TEST_CASE("ASCII letters compare without case, and no other bytes") {
  CHECK(EqualNoCase("Content-Type", "cONTENT-tYPE"));
  CHECK_FALSE(EqualNoCase("Content-Type", "Content-Typ"));
  CHECK(EqualNoCase("", ""));
  CHECK_FALSE(EqualNoCase("X-A", "X-AB"));
  CHECK_FALSE(EqualNoCase("X_A", "X-A"));
  CHECK_FALSE(EqualNoCase("[", "{"));        // 32 apart, as letters are
  CHECK_FALSE(EqualNoCase("\xc9", "\xe9"));  // likewise, in Latin-1
  CHECK(StartsWithNoCase("FN-Call-Id", "fn-"));
  CHECK_FALSE(StartsWithNoCase("Fn", "fn-"));
  CHECK(Lower("A-Z [\xc9]") == "a-z [\xc9]");
  CHECK(LowerCase('Z') == 'z');
  CHECK(LowerCase('[') == '[');
}

TEST_CASE("hexadecimal digits count up to 15, and nothing else counts") {
  CHECK(HexDigit('0') == 0);
  CHECK(HexDigit('9') == 9);
  CHECK(HexDigit('a') == 10);
  CHECK(HexDigit('F') == 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\0', '\xe1'}) CHECK(HexDigit(c) == -1);
}

TEST_CASE("a token is what header names are made of") {
  CHECK(IsToken("X-Caption"));
  CHECK(IsToken("!#$%&'*+-.^_`|~09azAZ"));
  for (const char* text : {"", "a b", "a:b", "a\tb", "caf\xc3\xa9", "(a)", "a\x7f"}) {
    INFO(text);
    CHECK_FALSE(IsToken(text));
  }
}

TEST_CASE("a header's value has no control characters but tabs") {
  CHECK(AreOfClass("a value,\twith a tab and caf\xc3\xa9", kValueChar));
  CHECK(AreOfClass("", kValueChar));
  for (const char c : {'\0', '\r', '\n', '\x1f', '\x7f'}) CHECK_FALSE(IsOfClass(c, kValueChar));
}

TEST_CASE("blanks around a text are spaces and tabs, and no others") {
  CHECK(Trim(" \t a b\t ") == "a b");
  CHECK(Trim("a") == "a");
  CHECK(Trim(" \t ").empty());
  CHECK(Trim("").empty());
  CHECK(Trim("\na\r") == "\na\r");
}

TEST_CASE("the items of a list, one after the other, empty ones too") {
  std::string_view list = " gzip ;q=1 ,,\tbr,";
  CHECK(TakeItem(list) == "gzip ;q=1");
  CHECK(TakeItem(list).empty());
  CHECK(TakeItem(list) == "br");
  CHECK(list.empty());
  CHECK(TakeItem(list).empty());
}
