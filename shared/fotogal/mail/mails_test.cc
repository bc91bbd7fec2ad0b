#include "fotogal/mail/mails.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

namespace {

using namespace fotogal;

constexpr int kKinds = static_cast<int>(MailKind::kCommentRemoved) + 1;

MailFacts Facts() {
  return {.service = "Photos",
          .username = "ann",
          .address = "ann@new.example",
          .device = "Firefox on Linux",
          .link = "https://photos.example/x#t",
          .help = "https://photos.example/forgotten",
          .reason = "a moderator's reason"};
}

TEST_CASE("mails: every kind has words in both languages, and a name of its own") {
  std::set<std::string> subjects, names;
  for (int i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<MailKind>(i);
    CHECK(RuleOf(kind).kind == kind);
    names.insert(nlohmann::json(kind).get<std::string>());
    for (const Language language : {Language::kEnglish, Language::kPortuguese}) {
      const auto letter = LetterOf(kind, language, Facts());
      subjects.insert(letter.subject);
      CHECK(letter.greeting.find("@ann") != std::string::npos);
      CHECK_FALSE(letter.before.empty());
      CHECK(letter.button.empty() == RuleOf(kind).page.empty());
      // every placeholder was filled in
      CHECK(TextOf(letter).find('{') == std::string::npos);
    }
  }
  CHECK(names.size() == kKinds);
  CHECK(subjects.size() == 2 * kKinds);
}

TEST_CASE("mails: the words name what has happened") {
  const auto changed = TextOf(LetterOf(MailKind::kAddressChanged, Language::kEnglish, Facts()));
  CHECK(changed.find("ann@new.example") != std::string::npos);
  CHECK(changed.find("https://photos.example/x#t") != std::string::npos);
  auto facts = Facts();
  CHECK(
      TextOf(LetterOf(MailKind::kNewDevice, Language::kEnglish, facts)).find("Firefox on Linux") !=
      std::string::npos);
  facts.device.clear();
  CHECK(TextOf(LetterOf(MailKind::kNewDevice, Language::kPortuguese, facts))
            .find("um dispositivo desconhecido") != std::string::npos);
}

TEST_CASE("mails: what stands in a fact is no placeholder") {
  auto facts = Facts();
  facts.device = "{help}";
  const auto text = TextOf(LetterOf(MailKind::kNewDevice, Language::kEnglish, facts));
  CHECK(text.find("{help}") != std::string::npos);
}

}  // namespace
