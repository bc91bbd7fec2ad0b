#include "fotogal/base/entities.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace fotogal::text;

namespace {

using Json = nlohmann::json;

// The cases of a file in tests/texts.
std::vector<Json> CasesOf(const std::string& name) {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/tests/texts/" + name + ".jsonl");
  std::vector<Json> cases;
  for (std::string line; std::getline(file, line);) cases.push_back(Json::parse(line));
  REQUIRE(!cases.empty());
  return cases;
}

// The part of the text from code point to code point.
std::string PartOf(const std::string& text, size_t start, size_t end) {
  std::string part;
  size_t point = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80U) ++point;
    if (point > start && point <= end) part += c;
  }
  return part;
}

// As written in the text, without the sign.
std::string Written(const std::string& text, const Entity& entity) {
  if (entity.kind == EntityKind::kLink) return PartOf(text, entity.start, entity.end);
  return PartOf(text, entity.start + 1, entity.end);
}

void CheckCases(const std::string& name, EntityKind kind) {
  for (const auto& one : CasesOf(name)) {
    const auto text = one.at("text").get<std::string>();
    INFO(text);
    Json found = Json::array();
    for (const Entity& entity : EntitiesIn(text))
      if (entity.kind == kind) found.push_back(Written(text, entity));
    CHECK(found == (one.contains("here") ? one.at("here") : one.at("expected")));
  }
}

std::vector<std::string> ValuesIn(std::string_view text) {
  std::vector<std::string> values;
  for (const Entity& entity : EntitiesIn(text)) values.push_back(entity.value);
  return values;
}

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("hashtags are those of twitter-text's cases") {
  CheckCases("hashtags", EntityKind::kTag);
}

TEST_CASE("mentions are those of twitter-text's cases") {
  CheckCases("mentions", EntityKind::kMention);
}

TEST_CASE("links are those of twitter-text's cases") { CheckCases("urls", EntityKind::kLink); }

TEST_CASE("positions are in code points, as in twitter-text's cases") {
  for (const auto& one : CasesOf("indices")) {
    const auto text = one.at("text").get<std::string>();
    INFO(text);
    Json found = Json::array();
    for (const Entity& entity : EntitiesIn(text))
      found.push_back({Written(text, entity), entity.start, entity.end});
    CHECK(found == one.at("expected"));
  }
  const auto behind_pictures = EntitiesIn("😀👍🏽 #mar");
  REQUIRE(behind_pictures.size() == 1);
  CHECK(behind_pictures[0].start == 4);
  CHECK(behind_pictures[0].end == 8);
}

TEST_CASE("usernames follow the service's own rule") {
  CHECK(ValuesIn("com @Ana.Silva.") == Values{"ana.silva"});
  CHECK(ValuesIn("(@ana_silva) e @bia...") == Values{"ana_silva", "bia"});
  CHECK(ValuesIn("＠ana") == Values{"ana"});
  CHECK(ValuesIn("@ab").empty());  // too short
  CHECK(ValuesIn("@" + std::string(31, 'a')).empty());
  CHECK(ValuesIn("@admin").empty());  // reserved
  CHECK(ValuesIn("@...").empty());
  CHECK(ValuesIn("joão@ana.pt x@ana.com").empty());
  CHECK(ValuesIn("@aná @ana@bia.social").empty());
  CHECK(ValuesIn("https://example.com/@ana") == Values{"https://example.com/@ana"});
}

TEST_CASE("tags are the same in any case and normalization") {
  CHECK(ValuesIn("#Praia #PRAIA #praia") == Values{"praia", "praia", "praia"});
  CHECK(TagsIn("#Praia #PRAIA #praia") == Values{"praia"});
  CHECK(FoldTag("MAN\xcc\x83"
                "ANA") == "mañana");
  CHECK(FoldTag("Straße") == "strasse");
  CHECK(FoldTag("Ὀδυσσεύς") == FoldTag("ὈΔΥΣΣΕΎΣ"));
  for (const char* none : {"", "16", "_", "a b", "#a", "a-b", "a/b", "\xff", "☀"})
    CHECK(FoldTag(none).empty());
  CHECK(FoldTag(std::string(100, 'a')).size() == 100);
  CHECK(FoldTag(std::string(101, 'a')).empty());
  for (const auto& tag : TagsIn("#Straße #İn #ﬁm #Σας")) CHECK(FoldTag(tag) == tag);
}

TEST_CASE("tags stand beside pictures and each other") {
  CHECK(ValuesIn("#sol☀️#mar🌊") == Values{"sol", "mar"});
  CHECK(ValuesIn("❤️#amor #️⃣ 1️⃣#um") == Values{"amor", "um"});
  CHECK(ValuesIn("#um#dois") == Values{"um", "dois"});
  CHECK(ValuesIn("a#um &#um x_#um").empty());
  CHECK(ValuesIn("#" + std::string(101, 'a')).empty());
}

TEST_CASE("links end where their sentence does, and lead nowhere else") {
  CHECK(ValuesIn("Veja (https://exemplo.com.br/fotos), sim!") ==
        Values{"https://exemplo.com.br/fotos"});
  CHECK(ValuesIn("exemplo.com.br www.foo.pt foo.pt/x") ==
        Values{"https://exemplo.com.br", "https://www.foo.pt", "https://foo.pt/x"});
  CHECK(ValuesIn("HTTP://Foo.com/\"x").front() == "HTTP://Foo.com/");
  CHECK(ValuesIn("http://foo.com/<b>") == Values{"http://foo.com/"});
  CHECK(ValuesIn("[a](http://foo.com/a_(b))") == Values{"http://foo.com/a_(b)"});
  for (const char* none :
       {"javascript://foo.com/", "ftp://foo.com/x", "http://user:pass@foo.com/",
        "http://foo.com@bar.com/", "http://127.0.0.1/", "http://localhost:8080/", "foo.txt",
        "1.5.de", "gostei.da foto", "a.com@b.com", "http://", "http://.com", "http://a..com"})
    CHECK(ValuesIn(none).empty());
}

TEST_CASE("of one text 30 different tags and 20 different people count") {
  std::string text, names;
  for (int i = 0; i < 40; ++i) {
    text += "#t" + std::to_string(i) + " ";
    names += "@name" + std::to_string(i) + " ";
  }
  CHECK(TagsIn(text).size() == kMostTags);
  CHECK(TagsIn(text).back() == "t29");
  CHECK(EntitiesIn(text + "#T3 #t39").size() == kMostTags + 1);
  CHECK(MentionedIn(names).size() == kMostMentions);
  CHECK(MentionedIn("@bia @ana @Bia") == Values{"bia", "ana"});
}

TEST_CASE("what is not UTF-8 has no entities, and long texts take no long time") {
  CHECK(EntitiesIn("#tag \xff").empty());
  for (const char* part :
       {"http://", "a.", "@a", "#", "a.com/(", "http://a.com/(", "@ana.", "##a"}) {
    std::string text;
    while (text.size() < 60000) text += part;
    (void)EntitiesIn(text);
  }
}
