#include "fotogal/base/clean_text.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

using namespace fotogal::text;

namespace {

std::string Many(std::string_view input) { return *Clean(input, Lines::kMany); }
std::string One(std::string_view input) { return *Clean(input, Lines::kOne); }

struct Case {
  const char* what;
  std::string pasted, kept;
};

void CheckAll(const std::vector<Case>& cases) {
  for (const auto& [what, pasted, kept] : cases) {
    INFO(what);
    CHECK(Many(pasted) == kept);
    CHECK(Many(kept) == kept);
  }
}

}  // namespace

TEST_CASE("every line break is a line feed, in one line a space") {
  CheckAll({{"of a form", "a\r\nb", "a\nb"},
            {"of an old Mac", "a\rb", "a\nb"},
            {"two of one kind", "a\r\rb", "a\n\nb"},
            {"of mixed kinds", "a\n\r\nb\r", "a\n\nb\n"},
            {"vertical tab, as word processors write it",
             "a\x0b"
             "b",
             "a\nb"},
            {"form feed",
             "a\x0c"
             "b",
             "a\nb"},
            {"next line", "a\u0085b", "a\nb"},
            {"line separator", "a\u2028b", "a\nb"},
            {"paragraph separator", "a\u2029b", "a\nb"},
            {"tab", "a\tb", "a\tb"}});
  CHECK(One("a\r\nb") == "a b");
  CHECK(One("a\rb\nc\u2028d\u2029"
            "e\u0085"
            "f\x0bg\x0ch\ti") == "a b c d e f g h i");
}

TEST_CASE("spaces and hyphens that do not break become plain ones") {
  CheckAll({{"no-break space", "10\u00a0km", "10 km"},
            {"narrow no-break space", "Oui\u202f!", "Oui !"},
            {"thin and hair spaces", "a\u2009b\u200ac", "a b c"},
            {"figure, punctuation and em spaces", "1\u2007\u20082\u2003", "1  2 "},
            {"quads, which normalization makes other spaces", "a\u2000b\u2001c", "a b c"},
            {"medium mathematical space", "a\u205fb", "a b"},
            {"ideographic space, which is no odd one", "佐藤\u3000花子", "佐藤\u3000花子"},
            {"non-breaking hyphen", "e\u2011mail", "e-mail"},
            {"dashes, which are shown", "a\u2013b\u2014c\u2010d", "a\u2013b\u2014c\u2010d"}});
}

TEST_CASE("what shows nothing and says nothing is dropped") {
  CheckAll(
      {{"byte order mark", "\ufeffa\ufeff", "a"},
       {"soft hyphens",
        "Donau\u00ad"
        "dampf\u00adschiff",
        "Donaudampfschiff"},
       {"word joiner", "a\u2060b", "ab"},
       {"zero width space", "a\u200bb", "ab"},
       {"joiners between Latin letters", "Auf\u200clage a\u200db", "Auflage ab"},
       {"invisible operators", "f\u2061(x)\u2062y", "f(x)y"},
       {"deprecated controls", "a\u206a\u206fb", "ab"},
       {"object replacement of a picture", "see \ufffc", "see "},
       {"interlinear annotations",
        "\ufff9"
        "a\ufffa"
        "b\ufffb",
        "ab"},
       {"controls", "a\x01\x08\x1b[0m\x7f\u0080\u009f", "a[0m"},
       {"noncharacters", "a\ufdd0\uffff\U0010fffe", "a"},
       {"stray tags", "a\U000e0041\U000e007f", "a"},
       {"language tag", "\U000e0001\U000e0065\U000e006e hi", " hi"},
       {"a message in variation selectors", "😀\ufe0f\U000e0100\U000e0101\U000e0102", "😀\ufe0f"},
       {"selectors of nothing", "\ufe0f \ufe0f\n\ufe0f", " \n"},
       {"reserved and ignorable", "a\u2065\ufff0\U000e0fff", "a"},
       {"an accent that was parted from its letter", "e\u200b\u0301", "\u00e9"},
       {"replacement character, which is shown", "\ufffd", "\ufffd"},
       {"private use, which some fonts show", "\uf8ff", "\uf8ff"}});
}

TEST_CASE("joiners and selectors stay where they mean something") {
  for (const std::string kept :
       {"می\u200cخواهم", "नमस्\u200dते क्\u200cष", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈",
        "👩\U0001f3fd\u200d🚀", "🙂\u200d\u2194\ufe0f", "❤\ufe0f\u200d🔥",
        "1\ufe0f\u20e3 #\ufe0f\u20e3", "葛\U000e0100", "ᠠ\u180eᠠ\u180b", "ខ្មែរ\u200bសរសេរ",
        "สวัส\u200bดี", "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "\U0001f3f4\u200d\u2620\ufe0f", "ම\u0dca\u200dර"}) {
    INFO(kept);
    CHECK(Many(kept) == kept);
    CHECK(One(kept) == kept);
  }
  CHECK(Many("\U0001f3f4\U000e0067\U000e0062 x") == "\U0001f3f4 x");  // tags without an end
  CHECK(Many("می\u200c\u200c\u200dخ") == "می\u200cخ");                // one is enough
}

TEST_CASE("directions are kept among letters from right to left, and end with their text") {
  CheckAll({{"a balanced isolate", "א \u2066abc\u2069 ב", "א \u2066abc\u2069 ב"},
            {"left open", "\u2067שלום", "\u2067שלום\u2069"},
            {"embedding left open", "\u202bשלום", "\u202bשלום\u202c"},
            {"several left open", "\u2068\u202bא", "\u2068\u202bא\u202c\u2069"},
            {"a paragraph ends them all", "\u2067א\nב\u2069", "\u2067א\u2069\nב"},
            {"an isolate ends what was opened in it", "\u2067\u202aא\u2069ב\u202c",
             "\u2067\u202aא\u202c\u2069ב"},
            {"an embedding does not end an isolate", "\u202a\u2067א\u202c ב",
             "\u202a\u2067א ב\u2069\u202c"},
            {"ends of nothing", "\u202cא\u2069", "א"},
            {"an override is an embedding", "\u202eevil\u202c א \u202dx",
             "\u202bevil\u202c א \u202ax\u202c"},
            {"marks", "א\u200e (\u200f1)\u061c", "א\u200e (\u200f1)\u061c"},
            {"Arabic digits count", "\u2067\u0661", "\u2067\u0661\u2069"}});
  CHECK(One("\u2067א\r\nב") == "\u2067א ב\u2069");
  CHECK(*Clean("\u2067א \u2068ב\u2069\n\u202bג", Lines::kMany, Unclosed::kDrop) ==
        "א \u2068ב\u2069\nג");
}

TEST_CASE("without such letters directions order nothing and are dropped") {
  CheckAll({{"isolates around a contact's name", "\u2068Ann\u2069", "Ann"},
            {"an override", "photo\u202egpj.exe", "photogpj.exe"},
            {"marks", "\u200eAnn\u200f!", "Ann!"},
            {"embeddings", "\u202a+55 11\u202c", "+55 11"}});
}

TEST_CASE("NUL stays for the rules to refuse, broken UTF-8 is no text") {
  CHECK(Many(std::string("a\0b", 3)) == std::string("a\0b", 3));
  for (const char* broken : {"\xff", "\xed\xa0\x80", "\xc0\x80", "a\xc3"})
    CHECK_FALSE(Clean(broken, Lines::kMany));
  CHECK(CleanCode(" \xff ") == " \xff ");
  CHECK(CleanAddress("\xff") == "\xff");
}

TEST_CASE("codes have nothing unseen in them, addresses keep joiners") {
  CHECK(CleanCode("\u00a0\u200f\u2067an\u200cn\ufe0f\u2069\u2029") == "ann");
  CHECK(CleanCode("a\u212a") == "a\u212a");
  CHECK(CleanCode(" a\n") == " a ");
  CHECK(CleanAddress("\u2067نامه\u200cای.com\u2069 ") == "نامه\u200cای.com");
}
