#include "functions/support/language.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;

namespace {

Language Asked(const char* header) {
  static tests::TestCloud cloud;
  auto call = cloud.NewCall();
  fdk::Request request;
  if (header != nullptr) request.headers.Set("Accept-Language", header);
  const Exchange exchange{{cloud.services(), call}, request, {}, {}, {}};
  return LanguageOf(exchange);
}

}  // namespace

TEST_CASE("language: of those that mails are written in, the one that is wanted most") {
  CHECK(Asked("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7") == Language::kPortuguese);
  CHECK(Asked("PT") == Language::kPortuguese);
  CHECK(Asked("de, pt;q=0.3") == Language::kPortuguese);
  CHECK(Asked("en-US,en;q=0.9,pt;q=0.8") == Language::kEnglish);
  CHECK(Asked("en;q=0.2, pt ; q=0.5") == Language::kPortuguese);
}

TEST_CASE("language: English when none of them is named") {
  CHECK(Asked(nullptr) == Language::kEnglish);
  CHECK(Asked("") == Language::kEnglish);
  CHECK(Asked("ptarmigan, de;q=0.5") == Language::kEnglish);
  CHECK(Asked(";;,=,q=") == Language::kEnglish);
  CHECK(Asked("pt;q=0, en;q=0") == Language::kEnglish);
}
