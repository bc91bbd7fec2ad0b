#include "functions/page/markup.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace fotogal::page;

TEST_CASE("markup: what HTML takes for its own is written as text") {
  CHECK(Escaped("a <b> & \"c\" 'd'") == "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  CHECK(Escaped("olá 🙂") == "olá 🙂");
}

TEST_CASE("markup: JSON in a script is the same JSON, and ends no script") {
  const nlohmann::json json{{"a", "</script><!-- & \u2028 \u2029 ü"}};
  const std::string text = ScriptText(json);
  CHECK(text.find_first_of("<>&") == std::string::npos);
  CHECK(text.find("\u2028") == std::string::npos);
  CHECK(nlohmann::json::parse(text) == json);
}

TEST_CASE("markup: long texts are one line that ends somewhere") {
  CHECK(Shortened("a\n\n b ", 10) == "a b");
  CHECK(Shortened("äöüäöü", 6) == "äöüäöü");
  CHECK(Shortened("äöüäöüx", 6) == "äöüäö…");
  CHECK(Shortened("", 6).empty());
}
