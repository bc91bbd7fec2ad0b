#include "local/standin/nosql/lexer.h"

#include <catch2/catch_test_macros.hpp>

using namespace standin::nosql;

namespace {

std::string Texts(std::string_view statement) {
  const auto tokens = Lex(statement);
  if (!tokens.ok()) return "error: " + tokens.error().message;
  std::string texts;
  for (const Token& token : *tokens) {
    if (token.type != Token::Type::kEnd) texts += token.text + "|";
  }
  return texts;
}

}  // namespace

TEST_CASE("operators, names, numbers and variables become tokens") {
  CHECK(Texts("a<=b!=any c||-1.5e-3 7n $x $") == "a|<=|b|!=any|c||||-|1.5e-3|7|x||");
  CHECK(Texts("a=any(b)=anyone") == "a|=any|(|b|)|=|anyone|");
  CHECK(Texts("t.liked_list[0:1].x") == "t|.|liked_list|[|0|:|1|]|.|x|");
  CHECK(Texts("SELECT/*+ FORCE_PRIMARY_INDEX(t)*/a") ==
        "SELECT|/*+|FORCE_PRIMARY_INDEX|(|t|)|*/|a|");
}

TEST_CASE("comments and white space separate") {
  CHECK(Texts("a/* b */c // d\n e # f\n g") == "a|c|e|g|");
  CHECK(Texts("a -- b") == "a|-|-|b|");
  CHECK(Texts("a /* b").starts_with("error: Error: at (1, 2)"));
}

TEST_CASE("strings take JSON's escapes and nothing else") {
  CHECK(Texts(R"("a\"\\\/\n\u00e9\ud83c\udf34")") == "a\"\\/\n\xC3\xA9\xF0\x9F\x8C\xB4|");
  CHECK(Texts("'say \"hi\"'") == "say \"hi\"|");
  CHECK(Texts("'a\nb'") == "a\nb|");
  for (const char* bad : {R"('it\'s')", R"("\q")", "\"open", "'open", R"("\u12")", "\"\\"})
    CHECK(Texts(bad).starts_with("error: "));
  CHECK(Texts("'it''s'") == "it|s|");  // two strings: the parser refuses them
}

TEST_CASE("what is no token is refused with its place") {
  CHECK(Texts("SELECT\n  ~") == "error: Error: at (2, 2) token recognition error at: '~'");
  CHECK(Texts("12abc").starts_with("error: "));
  CHECK(Texts("a % b").starts_with("error: "));
}
