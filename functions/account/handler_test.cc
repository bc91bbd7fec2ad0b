#include "functions/account/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "functions/authorize/handler.h"
#include "functions/feed/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/login/handler.h"
#include "functions/profile/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

tests::Reply GetMe(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&account::Handle, {"GET", "/v1/me"}, &person);
}

// A change of the address needs the password, which is that of the sign-up here.
tests::Reply Patch(tests::TestCloud& cloud, const tests::Person& person, Json body) {
  if (body.contains("email")) body["password"] = "password of " + person.username;
  return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &person);
}

tests::Reply LogIn(tests::TestCloud& cloud, const std::string& name, const std::string& password) {
  return cloud.Send(&login::Handle, {"POST", "/v1/login", "",
                                     Json{{"login", name}, {"password", password}}.dump()});
}

tests::Person SessionOf(const tests::Person& person, const tests::Reply& login) {
  tests::Person again = person;
  again.token = login.body["token"];
  again.session_id = Sha256Base64Url(again.token);
  return again;
}

tests::Reply PutPassword(tests::TestCloud& cloud, const tests::Person& person,
                         const std::string& from, const std::string& to) {
  const Json body{{"old_password", from}, {"new_password", to}};
  return cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", body.dump()}, &person);
}

tests::Reply GetSessions(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&account::Handle, {"GET", "/v1/me/sessions"}, &person);
}

// "field code" of the first error.
std::string Refusal(const tests::Reply& reply) {
  CHECK(reply.status == 422);
  if (reply.Code() != "invalid_fields") return reply.Code();
  return reply.body["errors"][0]["field"].get<std::string>() + " " +
         reply.body["errors"][0]["code"].get<std::string>();
}

}  // namespace

TEST_CASE("one's own account shows everything, and a PATCH changes what it names") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto before = GetMe(cloud, ann);
  CHECK(before.status == 200);
  CHECK(before.body["email"] == "ann@example.com");
  CHECK(before.body["phone"].is_null());
  const auto reply = Patch(cloud, ann,
                           {{"full_name", " Ann Lee "},
                            {"bio", "one\ntwo"},
                            {"website", "https://Example.com/a?b#c"},
                            {"gender", "she"},
                            {"birthday", "2000-02-29"},
                            {"phone", "+351 912-345-678"},
                            {"is_professional_account", true}});
  REQUIRE(reply.status == 200);
  CHECK(reply.body["full_name"] == "Ann Lee");
  CHECK(reply.body["phone"] == "+351912345678");
  CHECK(reply.body["is_professional_account"] == true);
  CHECK(reply.body == GetMe(cloud, ann).body);
  CHECK(Patch(cloud, ann, Json::object()).body == reply.body);
  const auto cleared =
      Patch(cloud, ann, {{"bio", nullptr}, {"website", ""}, {"phone", nullptr}}).body;
  CHECK(cleared["bio"].is_null());
  CHECK(cleared["website"].is_null());
  CHECK(cleared["phone"].is_null());
  CHECK(cleared["gender"] == "she");
  CHECK(cleared == GetMe(cloud, ann).body);
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a PATCH refuses bad input, names the field, and changes nothing") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto users = cloud.Rows(schema::kUsers);
  const auto with = [&](const std::string& field, const Json& value) {
    return Refusal(Patch(cloud, ann, {{field, value}, {"gender", "x"}}));
  };
  CHECK(with("username", "a") == "username too_short");
  CHECK(with("username", nullptr) == "username wrong_type");
  CHECK(with("username", "Admin") == "username reserved");
  CHECK(with("email", "nobody") == "email bad_format");
  CHECK(with("full_name", "") == "full_name too_short");
  CHECK(with("full_name", "\u202e") == "full_name bad_format");
  CHECK(with("full_name", std::string("a\0b", 3)) == "full_name bad_characters");
  CHECK(with("is_private", "yes") == "is_private wrong_type");
  CHECK(with("is_private", nullptr) == "is_private wrong_type");
  CHECK(with("is_professional_account", 1) == "is_professional_account wrong_type");
  CHECK(with("bio", std::string(3001, 'b')) == "bio too_long");
  CHECK(with("bio", std::string("a\0b", 3)) == "bio bad_characters");
  CHECK(with("bio", 7) == "bio wrong_type");
  CHECK(with("gender ", "x") == "gender  unknown");
  CHECK(with("gender", std::string(51, 'g')) == "gender too_long");
  CHECK(with("id", "1") == "id unknown");
  CHECK(with("passwort", "a long password") == "passwort unknown");
  CHECK(with("password", 7) == "password wrong_type");
  for (const char* bad :
       {"javascript:alert(1)", "ftp://example.com", "https://", "http:///x", "https://a b.com",
        "https://user@example.com", "https://example.com:99999", "https://ex..ample", "example",
        "https://x\"y", "https://.com"}) {
    INFO(bad);
    CHECK(with("website", bad) == "website bad_format");
  }
  CHECK(with("website", "https://e.com/" + std::string(200, 'x')) == "website too_long");
  for (const char* bad : {"2001-02-29", "2001-13-01", "2001-00-10", "1899-12-31"}) {
    INFO(bad);
    CHECK(with("birthday", bad) == "birthday bad_value");
  }
  CHECK(with("birthday", common::Rfc3339(cloud.now).substr(0, 10)) == "birthday bad_value");
  for (const char* bad : {"01-02-2001", "2001-2-3", "2001-02-03T00:00:00Z", "2001/02/03"}) {
    CHECK(with("birthday", bad) == "birthday bad_format");
  }
  for (const char* bad : {"912345678", "+0123456789", "+35191234567890123", "+351x12345678", "+"})
    CHECK(with("phone", bad) == "phone bad_format");
  const auto raw = [&](const std::string& text) {
    return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", text}, &ann).Code();
  };
  CHECK(raw("[]") == "bad_json");
  CHECK(raw("{\"bio\":\"\xff\"}") == "bad_json");
  CHECK(raw("") == "bad_json");
  CHECK(cloud.Rows(schema::kUsers) == users);
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a PATCH takes texts as they are pasted and answers them clean") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto reply = Patch(cloud, ann,
                           {{"full_name", "\u2068Ann\u00a0Lee\u2069\r\n"},
                            {"username", "@Ann.Lee\u200b"},
                            {"email", "\u202aann.lee@example.com\u202c"},
                            {"bio", "one\r\ntwo\u2028three\u2067\u05e9"},
                            {"website", " exemplo.com "},
                            {"gender", "she\u00ad\n"},
                            {"birthday", "2000\u201102\u201129"},
                            {"phone", "\u202a+55\u00a011\u00a091234\u20115678\u202c"}});
  REQUIRE(reply.status == 200);
  const Json expected{
      {"full_name", "Ann Lee"},           {"username", "ann.lee"},
      {"email", "ann.lee@example.com"},   {"bio", "one\ntwo\nthree\u2067\u05e9\u2069"},
      {"website", "https://exemplo.com"}, {"gender", "she"},
      {"birthday", "2000-02-29"},         {"phone", "+5511912345678"}};
  for (const auto& [field, value] : expected.items()) CHECK(reply.body[field] == value);
  CHECK(Patch(cloud, ann, expected).body == reply.body);
  const Json blank{{"bio", "\r\n"},
                   {"website", " "},
                   {"gender", "\u200b"},
                   {"birthday", " "},
                   {"phone", "\u00a0"}};
  const auto cleared = Patch(cloud, ann, blank).body;
  for (const auto& [field, value] : blank.items()) CHECK(cleared[field].is_null());
  for (const char* login : {" ann.lee ", "@ann.lee", "ann.lee\u200b", "\u2068ann.lee\u2069\r\n",
                            "ann.lee@example.com\u00a0", "\tANN.LEE@example.com\n"}) {
    INFO(login);
    CHECK(LogIn(cloud, login, "password of ann").status == 200);
  }
  CHECK(LogIn(cloud, "ann.lee", "password of ann\u200b").status == 401);
  CHECK(LogIn(cloud, "ann.lee", " password of ann").status == 401);
}

TEST_CASE("a refused field says why and what would be right") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto told = [&](const char* field, const std::string& value) {
    const auto reply = Patch(cloud, ann, {{field, value}});
    REQUIRE(reply.status == 422);
    const auto& error = reply.body["errors"][0];
    return error.value("reason", error["code"].get<std::string>()) + ": " +
           error["message"].get<std::string>();
  };
  CHECK(told("birthday", "2999-01-01") == "in_future: is in the future");
  CHECK(told("birthday", common::Rfc3339(cloud.now).substr(0, 10)) ==
        "today: must be before today");
  CHECK(told("birthday", "1899-12-31") == "too_early: must not be before 1900");
  CHECK(told("birthday", "2001-02-30") == "no_such_day: there is no such day in the calendar");
  CHECK(told("birthday", "28/02/2001") ==
        "bad_format: must be year, month and day, as in 2001-02-28");
  CHECK(told("phone", "11 91234-5678") == "no_country: add the country, as in +55 11 91234-5678");
  CHECK(told("website", "mailto:a@b.co") ==
        "not_web: must be an address of the web, with http:// or https:// before it");
  CHECK(told("website", "ana@exemplo.com") == "email: is an e-mail address, not one of the web");
  CHECK(told("username", "ann lee") == "spaces: must not hold spaces");
}

TEST_CASE("what only the owner may know is in no other answer") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const std::string secrets[] = {"ann@example.com", "sex42", "1999-09-09", "+351999888777"};
  REQUIRE(Patch(cloud, ann,
                {{"gender", secrets[1]},
                 {"birthday", secrets[2]},
                 {"phone", secrets[3]},
                 {"is_professional_account", true}})
              .status == 200);
  cloud.Follow(bob, ann);
  cloud.Follow(ann, bob);
  const auto image = cloud.Upload(ann);
  cloud.RunJobs();
  std::string seen;
  const auto look = [&](FunctionHandler handler, const std::string& path,
                        const std::string& query = "") {
    const auto reply = cloud.Send(handler, {"GET", path, query}, &bob);
    INFO(path);
    CHECK(reply.status == 200);
    CHECK(reply.raw.body.find("\"ann\"") != std::string::npos);
    seen += reply.raw.body;
  };
  look(&profile::Handle, "/v1/users/ann");
  look(&profile::Handle, "/v1/users", "prefix=ann");
  look(&feed::Handle, "/v1/feed");
  look(&image::Handle, "/v1/images/" + image);
  look(&image::Handle, "/v1/users/ann/images");
  look(&follow::Handle, "/v1/users/bob/followers");
  look(&follow::Handle, "/v1/users/bob/following");
  cloud.Follow(bob, ann, "DELETE");
  look(&profile::Handle, "/v1/suggestions");
  for (const auto& secret : secrets) CHECK(seen.find(secret) == std::string::npos);
}

TEST_CASE("a new username and e-mail address take the old ones' place everywhere") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann);
  const auto reply =
      Patch(cloud, ann,
            {{"username", "Anna.Lee"}, {"email", "New@Example.com"}, {"full_name", "Somebody"}});
  REQUIRE(reply.status == 200);
  CHECK(reply.body["username"] == "anna.lee");
  CHECK(LogIn(cloud, "anna.lee", "password of ann").status == 200);
  CHECK(LogIn(cloud, "new@example.com", "password of ann").status == 200);
  CHECK(LogIn(cloud, "ann", "password of ann").status == 401);
  CHECK(LogIn(cloud, "ann@example.com", "password of ann").status == 401);
  const auto get = [&](FunctionHandler handler, const std::string& path) {
    return cloud.Send(handler, {"GET", path}, &bob);
  };
  CHECK(get(&profile::Handle, "/v1/users/ann").status == 404);
  CHECK(get(&profile::Handle, "/v1/users/anna.lee").status == 200);
  CHECK(get(&image::Handle, "/v1/images/" + image).body["author"]["username"] == "anna.lee");
  CHECK(cloud.Rows(schema::kIdentities).size() == 6);  // the two old ones are kept for her
  cloud.now += schema::kNameKept;
  CHECK(cloud.SignUp("ann").id != ann.id);
  for (const auto& row : cloud.Rows(schema::kDirectory)) {
    if (row["term"] == "ann") CHECK(row["user_id"] != ann.id);
  }
}

TEST_CASE("taken names are refused, whichever of the two it is, and nothing changes") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.SignUp("bob");
  const auto me = GetMe(cloud, ann).body;
  const auto identities = cloud.Rows(schema::kIdentities);
  const auto directory = cloud.Rows(schema::kDirectory);
  CHECK(Patch(cloud, ann, {{"username", "BOB"}, {"bio", "x"}}).Code() == "username_taken");
  CHECK(Patch(cloud, ann, {{"username", "free"}, {"email", "bob@EXAMPLE.com"}}).Code() ==
        "email_taken");
  CHECK(Patch(cloud, ann, {{"username", "ANN"}, {"email", "Ann@example.com"}}).body == me);
  CHECK(GetMe(cloud, ann).body == me);
  CHECK(cloud.Rows(schema::kIdentities) == identities);
  CHECK(cloud.Rows(schema::kDirectory) == directory);
  CHECK(cloud.Rows(schema::kJobs).empty());
  CHECK(cloud.SignUp("free").id != 0);
}

TEST_CASE("an account that becomes public approves its requests") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann);
  CHECK(cloud.Follow(bob, ann).body["relation"] == "requested");
  REQUIRE(Patch(cloud, ann, {{"is_private", false}}).status == 200);
  cloud.RunJobs();
  CHECK(cloud.Feed(bob) == std::vector<std::string>{image});
  CHECK(cloud.CounterDifference().empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("becoming public cut off at any request: the retry, or sweep, approves the requests") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool retried : {true, false}) {
      tests::TestCloud cloud;
      const auto bob = cloud.SignUp("bob");
      for (int n = 1;; ++n) {
        INFO("cut at " << n << (retried ? ", retried" : ", left to sweep"));
        const auto ann = cloud.SignUp("ann" + std::to_string(n), true);
        cloud.Follow(bob, ann);
        cloud.transport().FailFrom(n, fault);
        const int cut = Patch(cloud, ann, {{"is_private", false}}).status;
        cloud.transport().Recover();
        if (retried) CHECK(Patch(cloud, ann, {{"is_private", false}}).status == 200);
        const bool opened = GetMe(cloud, ann).body["is_private"] == false;
        if (retried || cut == 200) CHECK(opened);
        cloud.RunJobs();
        cloud.RunJobs();
        const auto followed =
            cloud.Send(&profile::Handle, {"GET", "/v1/users/" + ann.username}, &bob);
        CHECK(followed.body["relation"] == (opened ? "following" : "requested"));
        CHECK(cloud.CounterDifference().empty());
        CHECK(cloud.Rows(schema::kJobs).empty());
        if (cut == 200 && n > 12) break;
        REQUIRE(n < 40);
      }
    }
  }
}

TEST_CASE("a new password ends all other sessions and keeps the one that set it") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto bob = cloud.SignUp("bob");
  const auto other = SessionOf(ann, LogIn(cloud, "ann", "password of ann"));
  CHECK(PutPassword(cloud, ann, "not the password", "a new password").Code() == "wrong_password");
  CHECK(Refusal(PutPassword(cloud, ann, "password of ann", "short")) == "new_password too_short");
  CHECK(Patch(cloud, other, {{"bio", "x"}}).status == 200);
  CHECK(PutPassword(cloud, ann, "password of ann", "a new password").status == 204);
  CHECK(Patch(cloud, other, {{"bio", "y"}}).Code() == "session_ended");
  CHECK(Patch(cloud, ann, {{"bio", "y"}}).status == 200);
  CHECK(Patch(cloud, bob, {{"bio", "y"}}).status == 200);
  CHECK(LogIn(cloud, "ann", "password of ann").status == 401);
  CHECK(LogIn(cloud, "ann", "a new password").status == 200);
}

TEST_CASE("a password change cut off at any request is finished by its retry or by sweep") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const bool retried : {true, false}) {
      tests::TestCloud cloud;
      for (int n = 1;; ++n) {
        INFO("cut at " << n << (retried ? ", retried" : ", left to sweep"));
        const std::string name = "ann" + std::to_string(n);
        const std::string old_password = "password of " + name, new_password = "a new password";
        const auto ann = cloud.SignUp(name);
        const auto other = SessionOf(ann, LogIn(cloud, name, old_password));
        cloud.transport().FailFrom(n, fault);
        const int cut = PutPassword(cloud, ann, old_password, new_password).status;
        cloud.transport().Recover();
        if (retried) CHECK(PutPassword(cloud, ann, old_password, new_password).status == 204);
        cloud.RunJobs();
        const bool changed = LogIn(cloud, name, new_password).status == 200;
        CHECK(LogIn(cloud, name, old_password).status == (changed ? 401 : 200));
        if (retried || cut == 204) CHECK(changed);
        CHECK(Patch(cloud, other, {{"bio", "y"}}).status == (changed ? 401 : 200));
        CHECK(Patch(cloud, ann, {{"bio", "y"}}).status == 200);
        CHECK(cloud.Rows(schema::kJobs).empty());
        if (cut == 204 && n > 6) break;
        REQUIRE(n < 40);
      }
    }
  }
}

TEST_CASE("a log-in under way while the password changes leaves no session behind") {
  tests::TestCloud cloud;
  for (int n = 1;; ++n) {
    INFO("changed at request " << n);
    const auto ann = cloud.SignUp("ann" + std::to_string(n));
    const std::string old_password = "password of " + ann.username;
    int seen = 0;
    std::atomic<bool> changing{false};
    cloud.transport().Observe([&](const standin::Request&) {
      if (changing.exchange(true)) return;
      if (++seen == n) {
        CHECK(PutPassword(cloud, ann, old_password, "a new password").status == 204);
        return;  // runs only once, because `changing` stays set
      }
      changing = false;
    });
    const auto reply = LogIn(cloud, ann.username, old_password);
    cloud.transport().Observe(nullptr);
    if (seen < n) {
      CHECK(n > 4);
      break;
    }
    if (reply.status == 200) {
      // If a session was created after the change had looked for sessions, it must have been with
      // the new password.
      const auto session = SessionOf(ann, reply);
      CHECK(Patch(cloud, session, {{"bio", "y"}}).status == 401);
    }
    CHECK(GetSessions(cloud, ann).body["items"].size() == 1);
  }
}

TEST_CASE("sessions are listed and ended, one's own only") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  cloud.now += std::chrono::hours(1);
  const auto other = SessionOf(ann, LogIn(cloud, "ann", "password of ann"));
  const auto bob = cloud.SignUp("bob");
  const auto list = GetSessions(cloud, ann).body;
  REQUIRE(list["items"].size() == 2);
  CHECK(list["next_cursor"].is_null());
  CHECK(list["items"][0]["current"] == false);
  CHECK(list["items"][1]["current"] == true);
  CHECK(list["items"][0]["created_at"] > list["items"][1]["created_at"]);
  const std::string id = list["items"][0]["id"];
  // The id in the list of sessions cannot be used as a token.
  const Json event{{"data", {{"authorization", "Bearer " + id}}}};
  CHECK(cloud.Invoke(&authorize::Handle, event.dump()).body["active"] == false);
  const auto end = [&](const tests::Person& person, const std::string& session) {
    return cloud.Send(&account::Handle, {"DELETE", "/v1/me/sessions/" + session}, &person).status;
  };
  CHECK(end(bob, id) == 404);
  CHECK(end(ann, "nothing") == 404);
  CHECK(end(ann, id) == 204);
  CHECK(end(ann, id) == 404);
  CHECK(Patch(cloud, other, {{"bio", "y"}}).Code() == "session_ended");
  CHECK(end(ann, ann.session_id) == 204);
  CHECK(end(ann, ann.session_id) == 401);
  cloud.now += std::chrono::days(8);
  CHECK(GetSessions(cloud, bob).body["items"].empty());
}

TEST_CASE("account refuses people without a session and pages of other sites") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"GET", "/v1/me"},
                                                        {"PATCH", "/v1/me"},
                                                        {"PUT", "/v1/me/password"},
                                                        {"GET", "/v1/me/sessions"},
                                                        {"DELETE", "/v1/me/sessions/x"}}) {
    INFO(method << " " << path);
    CHECK(cloud.Send(&account::Handle, {method, path, "", "{}"}).Code() == "not_logged_in");
    if (method == "GET") continue;
    tests::Call call{method, path, "",
                     R"({"old_password":"password of ann","new_password":"a new password"})"};
    if (method == "PATCH") call.body = R"({"bio":"x"})";
    call.headers.Set("X-FotoGal-Via", "cookie");
    call.headers.Set("Origin", "https://evil.example");
    call.headers.Set("Host", "fotogal.example");
    CHECK(cloud.Send(&account::Handle, call, &ann).Code() == "bad_origin");
  }
}

TEST_CASE("changing the password and deleting the account do not depend on strangers' failures") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto log_in = [&](const std::string& password) {
    const Json form{{"login", "ann"}, {"password", password}};
    return cloud.Send(&login::Handle, {"POST", "/v1/login", "", form.dump()}).status;
  };
  const auto change = [&](const std::string& old_password,
                          const std::string& new_password = "a new password") {
    const Json body{{"old_password", old_password}, {"new_password", new_password}};
    return cloud.Send(&account::Handle, {"PUT", "/v1/me/password", "", body.dump()}, &ann);
  };
  const auto leave = [&](const std::string& password) {
    const Json body{{"password", password}};
    return cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body.dump()}, &ann);
  };
  for (int i = 0; i < 20; ++i) log_in("a wrong password");
  CHECK(log_in("password of ann") == 429);
  CHECK(change("password of ann").status == 204);
  CHECK(leave("a wrong password").Code() == "wrong_password");
  for (int i = 0; i < 3; ++i)
    CHECK(change("a wrong password", "another password").Code() == "wrong_password");
  // failures of both routes count together
  CHECK(leave("a wrong password").Code() == "too_many_attempts");
  CHECK(change("a new password").status == 429);
  CHECK(leave("a new password").status == 429);
  cloud.now += std::chrono::hours(1);
  CHECK(log_in("a new password") == 200);
  CHECK(leave("a new password").status == 202);
}
