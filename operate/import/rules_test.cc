#include "operate/import/rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace operate::v1;
using fotogal::text::Lines;
using Json = nlohmann::json;

TEST_CASE("a valid username stays, folded; others get a stem or the old id") {
  CHECK(UsernameAttempt("Ana", 7, 0) == "ana");
  CHECK(WhyRenamed("Ana").empty());
  CHECK(UsernameAttempt("jo\xc3\xa3o", 7, 0) == "joao");
  CHECK(WhyRenamed("jo\xc3\xa3o") == "bad_characters");
  // Full-width and Kelvin letters look like others: they become those.
  CHECK(UsernameAttempt("\xef\xbc\xa1na", 7, 0) == "ana");
  CHECK(UsernameAttempt("\xe2\x84\xaa"
                        "ate",
                        7, 0) == "kate");
  CHECK(UsernameAttempt("\xd0\xb0na\xd0\xb0", 7, 0) == "_na_");  // Cyrillic a
  CHECK(UsernameAttempt("a b-c", 7, 0) == "a_b_c");
  CHECK_FALSE(UsernameAttempt("ab", 7, 0));
  CHECK(UsernameAttempt("ab", 7, 1) == "ab_7");
  CHECK_FALSE(UsernameAttempt("Admin", 7, 0));
  CHECK(UsernameAttempt("Admin", 7, 1) == "admin_7");
  CHECK(UsernameAttempt("", 7, 1) == "user_7");
  CHECK(UsernameAttempt("", -7, 1) == "user_7n");
  CHECK(UsernameAttempt("ana", 7, 3) == "ana_7_3");
}

TEST_CASE("every attempt from 1 on is a valid username") {
  for (const char* name :
       {"ana", "", "a", "\xf0\x9f\x8c\xb4", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "\xff\xfe",
        "users", "....", "a@b"}) {
    for (const std::int64_t id : {1LL, 2147483647LL, -2147483648LL}) {
      for (const int attempt : {1, 2, 999}) {
        const auto made = UsernameAttempt(name, id, attempt);
        REQUIRE(made);
        INFO(*made);
        CHECK(fotogal::text::Username(*made).ok());
      }
    }
  }
}

TEST_CASE("texts lose what the rules forbid and what is too long") {
  CHECK(Cleaned("a\x01"
                "b\x7f",
                10, Lines::kOne) == "ab");
  CHECK(Cleaned("a\nb", 10, Lines::kMany) == "a\nb");
  CHECK(Cleaned("a\nb", 10, Lines::kOne) == "a b");
  CHECK(Cleaned("a\r\nb", 10, Lines::kMany) == "a\nb");
  CHECK(Cleaned(std::string("a\0b", 3), 10, Lines::kOne) == "ab");
  CHECK(Cleaned("\u0645\u06cc\u200c\u062e", 10, Lines::kOne) == "\u0645\u06cc\u200c\u062e");
  CHECK(Cleaned("\u2067\u05d0\u05d1\u05d2", 2, Lines::kOne) == "\u05d0\u05d1");
  CHECK(Cleaned("\xe2\x80\xaeright", 10, Lines::kOne) == "right");  // an override
  CHECK(Cleaned("  x  ", 10, Lines::kOne) == "x");
  CHECK(Cleaned("ol\xc3\xa1\xff", 3, Lines::kOne) == "ol\xc3\xa1");
  CHECK(Cleaned(std::string(5000, 'x'), 2200, Lines::kMany).size() == 2200);
  CHECK(Cleaned("\x01\x02", 10, Lines::kOne).empty());
}

TEST_CASE("user_data keeps what the service knows and puts the rest aside") {
  const auto known = ConvertUserData({{"bio", "ol\xc3\xa1"},
                                      {"website", "https://ana.example/x"},
                                      {"birthday_ts", 946684800},
                                      {"n", 1}});
  CHECK(known.data == Json{{"bio", "ol\xc3\xa1"},
                           {"website", "https://ana.example/x"},
                           {"birthday", "2000-01-01"},
                           {"v1", {{"n", 1}}}});
  CHECK(known.changed.empty());
  CHECK(ConvertUserData(Json()).data == Json::object());
  CHECK(ConvertUserData({{"bio", nullptr}, {"website", ""}}).changed.empty());
  CHECK(ConvertUserData("text").changed == std::vector<std::string>{"user_data"});
  CHECK(ConvertUserData({{"birthday_ts", nullptr}}).changed.empty());
}

TEST_CASE("user_data as the original's own code writes it") {
  // Sign-up.
  const auto fresh = ConvertUserData(
      {{"birthday_ts", 0}, {"website", ""}, {"bio", ""}, {"gender", ""}, {"phone_number", ""}});
  CHECK(fresh.data == Json::object());
  CHECK(fresh.changed.empty());
  // The first users.
  const auto first = ConvertUserData({{"birthday_ts", ""},
                                      {"website", "www.ludimilaoficial.com.br"},
                                      {"bio", ""},
                                      {"gender", "Feminino"},
                                      {"phone_number", ""}});
  CHECK(first.data ==
        Json{{"website", "https://www.ludimilaoficial.com.br"}, {"gender", "Feminino"}});
  CHECK(first.changed.empty());
  // The form of the profile: a textarea sends CRLF.
  const auto edited = ConvertUserData({{"website", "WWW.Exemplo.com/a "},
                                       {"bio", "uma\r\nduas\u00a0\u2028"},
                                       {"gender", "prefiro_nao_dizer"},
                                       {"phone_number", "\u202a+55\u00a011 91234\u20115678\u202c"},
                                       {"birthday_ts", "946684800"}});
  CHECK(edited.data == Json{{"website", "https://WWW.Exemplo.com/a"},
                            {"bio", "uma\nduas \n"},
                            {"gender", "prefiro_nao_dizer"},
                            {"phone", "+5511912345678"},
                            {"birthday", "2000-01-01"}});
  CHECK(edited.changed.empty());
  for (const char* blank : {"", " ", "\r\n", "\u200b", "\u00a0"}) {
    const auto none = ConvertUserData({{"birthday_ts", blank},
                                       {"birthday", blank},
                                       {"website", blank},
                                       {"bio", blank},
                                       {"gender", blank},
                                       {"phone", blank},
                                       {"phone_number", blank}});
    CHECK(none.data == Json::object());
    CHECK(none.changed.empty());
  }
}

TEST_CASE("a telephone number is taken under either name; without its country it is kept aside") {
  CHECK(ConvertUserData({{"phone_number", 5511912345678}}).changed ==
        std::vector<std::string>{"phone_number"});
  CHECK(ConvertUserData({{"phone_number", "+55 (11) 91234-5678"}}).data ==
        Json{{"phone", "+5511912345678"}});
  CHECK(ConvertUserData({{"phone", "+351 912 345 678"}, {"phone_number", "+5511912345678"}}).data ==
        Json{{"phone", "+351912345678"}});
  CHECK(ConvertUserData({{"phone", ""}, {"phone_number", "+5511912345678"}}).data ==
        Json{{"phone", "+5511912345678"}});
  const auto local = ConvertUserData({{"phone_number", "(11) 91234-5678"}, {"n", 1}});
  CHECK(local.data == Json{{"v1", {{"n", 1}, {"phone_number", "(11) 91234-5678"}}}});
  CHECK(local.changed == std::vector<std::string>{"phone_number"});
}

TEST_CASE("a website that is no web page is left out") {
  for (const char* bad :
       {"javascript:alert(1)", "ana at example", "https://a b", "https://\"><script>"}) {
    const auto data = ConvertUserData({{"website", bad}});
    INFO(bad);
    CHECK_FALSE(data.data.contains("website"));
    CHECK(data.changed == std::vector<std::string>{"website"});
  }
}

TEST_CASE("members of user_data of the wrong kind are left out and named") {
  CHECK(ConvertUserData({{"bio", 5}, {"birthday_ts", "x"}}).changed ==
        std::vector<std::string>{"bio", "birthday_ts"});
  CHECK(ConvertUserData({{"bio", std::string(4000, 'b')}}).data["bio"].get<std::string>().size() ==
        3000);
  CHECK(ConvertUserData({{"x", std::string(20000, 'b')}}).changed ==
        std::vector<std::string>{"v1"});
}

TEST_CASE("new ids keep the order of time and old id") {
  const std::int64_t at = 1635505200000;
  CHECK(NewIdFor(at, 5) < NewIdFor(at, 6));
  CHECK(NewIdFor(at, 4095999) < NewIdFor(at + 1000, 0));
  CHECK(NewIdFor(at, -1) > 0);
  CHECK(fotogal::ToMillis(fotogal::TimeOf(NewIdFor(at, 5))) == at);
  CHECK(OpFor(at, "a") == OpFor(at, "a"));
  CHECK(OpFor(at, "a") != OpFor(at, "b"));
}
