#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/text.h"

using namespace fotogal;

namespace {

std::string Code(const text::Checked& checked) { return checked.ok() ? "" : checked.error().code; }

// "code" or "code reason".
std::string Why(const text::Checked& checked) {
  if (checked.ok()) return *checked;
  const auto& [code, message, reason] = checked.error();
  CHECK_FALSE(message.empty());
  return reason.empty() ? code : code + " " + reason;
}

}  // namespace

TEST_CASE("websites are http(s) addresses without credentials") {
  for (const char* good : {"http://a", "HTTPS://Example.com:8443/p?q=%20#f", "https://b\xc3\xbc.de",
                           "https://e.com/@x"}) {
    INFO(good);
    CHECK(Code(text::Website(good)).empty());
  }
  for (const char* bad : {"https://", "https://a:", "https://a:0", "https://a@b", "//a",
                          "https://a b", "https://-a", "mailto:a@b.c"}) {
    INFO(bad);
    CHECK(Code(text::Website(bad)) == "bad_format");
  }
  CHECK(*text::Website("https://a/\n") == "https://a/");
}

TEST_CASE("a website is what stands in an address bar, with or without its scheme") {
  const std::pair<const char*, const char*> taken[] = {
      {"exemplo.com", "https://exemplo.com"},
      {"exemplo.com.br", "https://exemplo.com.br"},
      {"www.ludimilaoficial.com.br", "https://www.ludimilaoficial.com.br"},
      {"m\u00fcnchen.de", "https://m\u00fcnchen.de"},
      {"mu\u0308nchen.de/stra\u00dfe", "https://m\u00fcnchen.de/stra\u00dfe"},
      {"\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444",
       "https://\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444"},
      {"exemplo.com:8080/p?q=1#x", "https://exemplo.com:8080/p?q=1#x"},
      {"exemplo.com/@ana", "https://exemplo.com/@ana"},
      {"exemplo.com?q=http://x.y", "https://exemplo.com?q=http://x.y"},
      {"  exemplo.com \r\n", "https://exemplo.com"},
      {"\u200bexemplo.com\u202c", "https://exemplo.com"},
      {"exem\u00adplo.com", "https://exemplo.com"},
      {"Exemplo.com", "https://Exemplo.com"},
      {"HTTPS://exemplo.com/A", "https://exemplo.com/A"},
      {"Http://exemplo.com", "http://exemplo.com"},
      {"http:exemplo.com", "http://exemplo.com"},
      {"https:/exemplo.com", "https://exemplo.com"},
      {"xn--mnchen-3ya.de", "https://xn--mnchen-3ya.de"},
      {"\u2066https://exemplo.com/\u2069", "https://exemplo.com/"},
      {"non\u2011breaking.com", "https://non-breaking.com"},
      {"https://192.168.0.1:3000", "https://192.168.0.1:3000"}};
  for (const auto& [typed, kept] : taken) {
    INFO(typed);
    CHECK(Why(text::Website(typed)) == kept);
    CHECK(Why(text::Website(kept)) == kept);
  }
  const std::pair<const char*, const char*> refused[] = {
      {"javascript:alert(1)", "bad_format not_web"},
      {"JavaScript://exemplo.com/%0aalert(1)", "bad_format not_web"},
      {"java\u200bscript:alert(1)", "bad_format not_web"},
      {"data:text/html,x", "bad_format not_web"},
      {"mailto:ana@exemplo.com", "bad_format not_web"},
      {"ftp://exemplo.com", "bad_format not_web"},
      {"ana@exemplo.com", "bad_format email"},
      {"https://ana@exemplo.com", "bad_format credentials"},
      {"meu site.com", "bad_format spaces"},
      {"https://a.b/c d", "bad_format spaces"},
      {"https://a.b/c\u00a0d", "bad_format spaces"},
      {"exemplo", "bad_format"},
      {"1.5", "bad_format"},
      {"192.168.0.1", "bad_format"},
      {"@ana", "bad_format"},
      {"exemplo..com", "bad_format"},
      {".com", "bad_format"},
      {"//exemplo.com", "bad_format"},
      {"exemplo.com\\@evil.com", "bad_format"},
      {"\u200b", "too_short"}};
  for (const auto& [typed, why] : refused) {
    INFO(typed);
    CHECK(Why(text::Website(typed)) == why);
  }
  CHECK(Why(text::Website("a.com/" + std::string(186, 'x'))).size() == 200);
  CHECK(Why(text::Website("a.com/" + std::string(187, 'x'))) == "too_long");
}

TEST_CASE("birthdays say why they are none") {
  CHECK(*text::Birthday("2000-02-29") == "2000-02-29");
  for (const char* typed : {" 2000-02-29 ", "2000\u201102\u201129", "2000\u201302\u201329",
                            "\u200e2000-02-29", "\uff12\uff10\uff10\uff10\uff0d02-29",
                            "\u0662\u0660\u0660\u0660-\u0660\u0662-\u0662\u0669"}) {
    INFO(typed);
    CHECK(Why(text::Birthday(typed)) == "2000-02-29");
  }
  for (const char* typed : {"1900-02-29", "2001-13-01", "2001-04-31", "2001-00-10", "2001-01-00"})
    CHECK(Why(text::Birthday(typed)) == "bad_value no_such_day");
  CHECK(Why(text::Birthday("1899-12-31")) == "bad_value too_early");
  for (const char* typed :
       {"", "2000-2-9xx", "2000-0+-01", "01-02-2001", "28/02/2001", "2001/02/28", "20010228",
        "2001-02-28T00:00:00Z", "-200-02-28", "28 de fevereiro"})
    CHECK(Why(text::Birthday(typed)) == "bad_format");
  CHECK_FALSE(text::NotYetBorn("2001-02-28", "2001-03-01"));
  CHECK(text::NotYetBorn("2001-02-28", "2001-02-28")->reason == "today");
  CHECK(text::NotYetBorn("2001-03-01", "2001-02-28")->reason == "in_future");
}

TEST_CASE("telephone numbers are taken as contacts give them and kept as E.164") {
  const char* brazilian[] = {"+55 11 91234-5678",
                             "\u202a+55 11 91234\u20115678\u202c",
                             "\u2066+55\u00a011\u00a091234-5678\u2069",
                             "+55\u202f11\u200991234\u20125678",
                             "+55.11.91234.5678",
                             "+55 (11) 91234/5678",
                             "+55 [11] 91234\u20135678",
                             "(+55) 11 91234-5678",
                             "0055 11 91234 5678",
                             "tel:+55-11-91234-5678",
                             "TEL: +5511912345678",
                             "\uff0b\uff15\uff15\uff081\uff11\uff0991234\u22125678",
                             "+55 (0)11 91234-5678",
                             "+55\u00ad11\u200b91234\u20145678\r\n"};
  for (const char* typed : brazilian) {
    INFO(typed);
    CHECK(Why(text::Phone(typed)) == "+5511912345678");
  }
  CHECK(*text::Phone("+44 (20) 7946-0000") == "+442079460000");
  CHECK(*text::Phone("+44 (0)20 7946 0000") == "+442079460000");
  CHECK(*text::Phone("+39 (0)6 1234 5678") == "+390612345678");  // Rome's own zero
  CHECK(*text::Phone("\u200f+\u0669\u0667\u0661 \u0665\u0660 123 4567") == "+971501234567");
  const std::pair<const char*, const char*> refused[] = {
      {"11 91234-5678", "bad_format no_country"},
      {"(0)11 91234-5678", "bad_format no_country"},
      {"+0123456789", "bad_format no_country"},
      {"+55 11", "bad_format too_few_digits"},
      {"+5511912345678901", "bad_format too_many_digits"},
      {"+44 20 7946 0000 ext1", "bad_format extension"},
      {"+44 20 7946 0000,,12", "bad_format extension"},
      {"tel:+442079460000;ext=1", "bad_format extension"},
      {"+1-800-FLOWERS", "bad_format"},
      {"+", "bad_format too_few_digits"},
      {"telefone", "bad_format"},
      {"++5511912345678", "bad_format"},
      {"+55 11 91234_5678", "bad_format"}};
  for (const auto& [typed, why] : refused) {
    INFO(typed);
    CHECK(Why(text::Phone(typed)) == why);
  }
  CHECK(Code(text::Phone(std::string(41, ' '))) == "too_long");
}

TEST_CASE("a bio has lines, a gender is one") {
  CHECK(*text::Bio("one\ntwo") == "one\ntwo");
  CHECK(*text::Bio("one\r\ntwo\rthree") == "one\ntwo\nthree");
  CHECK(text::Bio("")->empty());
  CHECK(Code(text::Bio(std::string(3001, 'x'))) == "too_long");
  CHECK(*text::Gender("woman") == "woman");
  CHECK(*text::Gender(" two\r\nlines\t") == "two lines");
  CHECK_FALSE(text::Gender("").ok());
}
