#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_statements.h"

using namespace standin::nosql;

TEST_CASE("functions of texts count characters, not bytes") {
  Statements t;
  t.Add(1, 1, 1, {{"text", "Z\u00fcrich"}});
  const auto value = [&](const std::string& expression) {
    const auto answer = t.Query("SELECT " + expression + " AS x FROM t");
    return answer.status == 200 ? answer.items()[0]["x"] : Json(answer.status);
  };
  CHECK(value("upper(text)") == "Z\u00dcRICH");
  CHECK(value("length(text)") == 6);
  CHECK(value("substring(text, 1, 2)") == "\u00fcr");
  CHECK(value("starts_with(text, 'Z')") == true);
  CHECK(value("trim('  x ')") == "x");
  CHECK(value("concat(text, '!', n)") == "Z\u00fcrich!1");
}

TEST_CASE("functions answer NULL to NULL and refuse what they cannot take") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("SELECT upper(text) AS x FROM t") == R"([{"x":null}])");
  CHECK(t.Run("SELECT size(tags) AS x FROM t") == R"([{"x":null}])");
  CHECK(t.Run("SELECT upper(text, text) AS x FROM t").starts_with("400"));
  CHECK(t.Run("SELECT no_such(text) AS x FROM t").starts_with("400"));
}

TEST_CASE("functions of rows tell of the row") {
  Statements t;
  t.Add(1, 1, 1);
  CHECK(t.Run("SELECT remaining_days($r) AS x FROM t $r") == R"([{"x":-1}])");
  CHECK(t.Query("SELECT version($r) AS x FROM t $r").items()[0]["x"] ==
        t.Get("t", "s:1&key=id:1").etag);
}

TEST_CASE("a substring past the end is NULL, one of no characters is empty") {
  Statements t;
  t.Add(1, 1, 1, {{"text", "abc"}, {"doc", {{"a", nullptr}}}});
  const auto value = [&](const std::string& expression) {
    return t.Query("SELECT " + expression + " AS x FROM t").items()[0]["x"];
  };
  CHECK(value("substring(text, 3)").is_null());
  CHECK(value("substring(text, 2)") == "c");
  CHECK(value("substring(text, -1, 2)").is_null());
  CHECK(value("substring(text, 1, 0)") == "");
}
