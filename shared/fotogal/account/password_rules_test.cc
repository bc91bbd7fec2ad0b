#include "fotogal/account/password_rules.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

using namespace fotogal;

namespace {

// What a refusal says that the password is; "": it is taken.
std::string Reason(const std::string& password, const std::string& username = "marina.alves",
                   const std::string& email = "m.alves+photos@example.com") {
  const auto refusal = Guessable(password, username, email);
  if (!refusal) return "";
  CHECK(refusal->code == "guessable");
  return refusal->message.substr(0, refusal->message.find(':'));
}
const std::string kCommon = "is among those that are tried first", kUsername = "is the username",
                  kEmail = "is the e-mail address", kRepeated = "is one character, repeated";

std::vector<std::string> List() {
  std::ifstream file(std::string(FOTOGAL_SOURCE_DIR) +
                     "/shared/fotogal/account/common_passwords.txt");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("password rules: the list is long, sorted, in lower case, and all of it is refused") {
  const auto list = List();
  REQUIRE(list.size() >= 10'000);
  CHECK(std::ranges::is_sorted(list));
  CHECK(std::ranges::adjacent_find(list) == list.end());
  size_t refused = 0;
  for (const auto& password : list) {
    CHECK_FALSE(std::ranges::any_of(password, [](char c) { return c >= 'A' && c <= 'Z'; }));
    refused += Guessable(password, "", "").has_value();
  }
  CHECK(refused == list.size());
}

TEST_CASE("password rules: common passwords, in any case and with something behind them") {
  for (const char* password :
       {"1234567890", "qwertyuiop", "QwertyUiop", "password123", "PASSWORD2026!", "Dragon123456",
        "iloveyou!!", "0987654321", "letmein_2026"}) {
    INFO(password);
    CHECK(Reason(password) == kCommon);
  }
}

TEST_CASE("password rules: the names of the account") {
  CHECK(Reason("marina.alves") == kUsername);
  CHECK(Reason("Marina.ALVES") == kUsername);
  CHECK(Reason("marina.alves2026") == kUsername);
  CHECK(Reason("m.alves+photos") == kEmail);
  CHECK(Reason("M.Alves+Photos1!") == kEmail);
  CHECK(Reason("m.alves+photos@example.com") == kEmail);
  CHECK(Reason("7531.902x64", "7531.902x64") == kUsername);
}

TEST_CASE("password rules: one character") {
  CHECK(Reason("aaaaaaaaaa") == kRepeated);
  CHECK(Reason("aAaAaAaAaA") == kRepeated);
  CHECK(Reason("..........") == kRepeated);
  CHECK(Reason("éÉéÉéÉéÉéÉ") == kRepeated);
  CHECK(Reason("ééééééééée").empty());
}

TEST_CASE("password rules: others are taken") {
  for (const char* password :
       {"correct horse", "password of ann", "another password", "fotogal demo", "a long password",
        "marina alves in the sea", "of marina.alves", "dragon 4850 2913 7", "8351709264",
        "não me esqueço", "m.alvesphotos"}) {
    INFO(password);
    CHECK(Reason(password).empty());
  }
  // Nothing is known of the names: nothing is like them.
  CHECK(Reason("marina.alves", "", "").empty());
}

TEST_CASE("password rules: the field is refused once") {
  const auto errors = [](const std::string& password) {
    const nlohmann::json body = {{"password", password}};
    Fields fields(body);
    RefuseGuessable(fields, "password", fields.Required("password", text::Password), "ann", "");
    const auto finished = fields.Finish();
    return finished.ok() ? std::vector<FieldError>() : finished.error().errors;
  };
  CHECK(errors("correct horse").empty());
  const auto guessable = errors("1234567890");
  REQUIRE(guessable.size() == 1);
  CHECK(guessable[0].code == "guessable");
  CHECK(guessable[0].message.starts_with(kCommon));
  const auto too_short = errors("ann");
  REQUIRE(too_short.size() == 1);
  CHECK(too_short[0].code == "too_short");
}
