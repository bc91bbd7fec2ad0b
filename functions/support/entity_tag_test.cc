#include "functions/support/entity_tag.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("a tag changes with the content and has the form of one") {
  const std::string tag = TagOf("content");
  CHECK(tag == TagOf("content"));
  CHECK(tag != TagOf("content "));
  CHECK(tag != TagOf(""));
  CHECK(tag.size() == 24);
  CHECK(tag.front() == '"');
  CHECK(tag.back() == '"');
  CHECK(tag.find_first_of("\"\\, ", 1) == tag.size() - 1);
  CHECK(WeakTag(tag) == "W/" + tag);
}

TEST_CASE("If-None-Match: lists and a star, by weak comparison") {
  const char* has[] = {
      "\"a\"",       "W/\"a\"", "\"b\", \"a\"", "\"b\",\"a\",\"c\"", "W/\"b\",W/\"a\"",
      " \t\"a\"\t ", "*",       " * ",          ",,\"a\",",          "\"a\", \"a\""};
  for (const char* list : has) {
    INFO(list);
    CHECK(NoneMatchFails(list, "\"a\""));
    CHECK(NoneMatchFails(list, "W/\"a\""));
  }
  const char* has_not[] = {"",      "\"b\"",   "a",        "\"a",      "a\"",
                           "\"A\"", "w/\"a\"", "W/ \"a\"", "\"a\"x",   "\"a\" \"b\"",
                           ",",     "\"*\"",   "W/*",      "W/W/\"a\""};
  for (const char* list : has_not) {
    INFO(list);
    CHECK_FALSE(NoneMatchFails(list, "\"a\""));
    CHECK_FALSE(NoneMatchFails(list, "W/\"a\""));
  }
}
