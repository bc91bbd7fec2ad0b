#include "fotogal/mail/letter.h"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace fotogal;

Letter Example() {
  return {.subject = "A <new> device",
          .greeting = "Hello @ann,",
          .before = {"One & two.", "Three."},
          .button = "Open \"it\"",
          .link = "https://photos.example/verify#a-b_c",
          .after = {"Four."},
          .service = "FotoGal",
          .language = "en"};
}

TEST_CASE("letter: plain text has the link in a line of its own") {
  CHECK(TextOf(Example()) ==
        "Hello @ann,\n\nOne & two.\n\nThree.\n\nhttps://photos.example/verify#a-b_c\n\nFour.\n\n"
        "-- \nFotoGal\n");
}

TEST_CASE("letter: HTML has the same words, escaped, and loads nothing") {
  const auto html = HtmlOf(Example());
  CHECK(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  CHECK(html.find("<title>A &lt;new&gt; device</title>") != std::string::npos);
  CHECK(html.find("One &amp; two.") != std::string::npos);
  CHECK(html.find("<a href=\"https://photos.example/verify#a-b_c\"") != std::string::npos);
  CHECK(html.find("Open &quot;it&quot;</a>") != std::string::npos);
  for (const char* loads : {"<img", "<script", "<link", "url(", "src="})
    CHECK(html.find(loads) == std::string::npos);
}

TEST_CASE("letter: without a link there is no button") {
  auto letter = Example();
  letter.link.clear();
  CHECK(HtmlOf(letter).find("<a ") == std::string::npos);
  CHECK(TextOf(letter).find("http") == std::string::npos);
}

}  // namespace
