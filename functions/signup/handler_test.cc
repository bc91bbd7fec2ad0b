#include "functions/signup/handler.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "functions/login/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

Json Form(const std::string& username, const std::string& email) {
  return {{"email", email},
          {"full_name", "Ann Lee"},
          {"username", username},
          {"password", "a long password"}};
}

tests::Reply SignUp(tests::TestCloud& cloud, const Json& form) {
  return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()});
}

int LoginStatus(tests::TestCloud& cloud, const std::string& name) {
  return cloud
      .Send(&login::Handle, {"POST", "/v1/login", "",
                             Json{{"login", name}, {"password", "a long password"}}.dump()})
      .status;
}

}  // namespace

TEST_CASE("signup answers a session and the account can log in by both names") {
  tests::TestCloud cloud;
  const auto reply = SignUp(cloud, Form("Ann.Lee", "Ann@Example.com"));
  REQUIRE(reply.status == 201);
  CHECK(reply.body["user"]["username"] == "ann.lee");
  CHECK(reply.body["user"]["counts"]["images"] == 0);
  CHECK_FALSE(reply.raw.body.find("xample") != std::string::npos);
  CHECK(reply.body["token"].get<std::string>().size() == 43);
  CHECK(LoginStatus(cloud, "ANN.LEE") == 200);
  CHECK(LoginStatus(cloud, "ann@example.COM") == 200);
  CHECK(cloud.Rows(schema::kUsers)[0]["password"].get<std::string>().starts_with("$argon2id$"));
}

TEST_CASE("signup with a cookie session keeps the token out of the body") {
  tests::TestCloud cloud;
  Json form = Form("ann", "ann@example.com");
  form["session"] = "cookie";
  const auto reply = SignUp(cloud, form);
  REQUIRE(reply.status == 201);
  CHECK_FALSE(reply.body.contains("token"));
  const std::string cookie(reply.raw.headers.Get("Set-Cookie").value_or(""));
  for (const char* part :
       {"__Host-fotogal_session=", "HttpOnly", "SameSite=Strict", "Path=/", "Secure"}) {
    CHECK(cookie.find(part) != std::string::npos);
  }
}

TEST_CASE("signup refuses taken names and keeps nothing of the refused one") {
  tests::TestCloud cloud;
  REQUIRE(SignUp(cloud, Form("ann", "ann@example.com")).status == 201);
  const auto name = SignUp(cloud, Form("ANN", "other@example.com"));
  CHECK(name.status == 409);
  CHECK(name.Code() == "username_taken");
  const auto email = SignUp(cloud, Form("bob", "ANN@example.com"));
  CHECK(email.status == 409);
  CHECK(email.Code() == "email_taken");
  CHECK(cloud.Rows(schema::kUsers).size() == 1);
  CHECK(cloud.Rows(schema::kIdentities).size() == 2);
  CHECK(SignUp(cloud, Form("bob", "bob@example.com")).status == 201);
}

// What the answer does not tell, time does not tell either.
TEST_CASE("signup with a taken name costs the same requests whether the address has an account") {
  tests::TestCloud cloud;
  for (const char* name : {"ann", "bob"})
    REQUIRE(SignUp(cloud, Form(name, std::string(name) + "@example.com")).status == 201);
  const auto taken = [&](const std::string& address) {
    const int before = cloud.transport().requests();
    const auto reply = SignUp(cloud, Form("ann", address));
    CHECK(reply.Code() == "username_taken");
    return std::pair(reply.raw.body, cloud.transport().requests() - before);
  };
  taken("bob@example.com");  // a process prepares each statement once
  CHECK(taken("bob@example.com") == taken("nobody@example.com"));
}

TEST_CASE("signup refuses bad input with stable codes and writes nothing") {
  tests::TestCloud cloud;
  const auto with = [&](const std::string& field, const Json& value) {
    Json form = Form("ann", "ann@example.com");
    form[field] = value;
    const auto reply = SignUp(cloud, form);
    CHECK(reply.status == 422);
    CHECK(reply.Code() == "invalid_fields");
    return reply.body["errors"][0]["field"].get<std::string>() + " " +
           reply.body["errors"][0]["code"].get<std::string>();
  };
  CHECK(with("username", "a") == "username too_short");
  CHECK(with("username", "admin") == "username reserved");
  CHECK(with("username", 5) == "username wrong_type");
  CHECK(with("username", nullptr) == "username required");
  CHECK(with("email", "nobody") == "email bad_format");
  CHECK(with("full_name", std::string("a\0b", 3)) == "full_name bad_characters");
  CHECK(with("full_name", "\u202e\n") == "full_name bad_format");
  CHECK(with("password", "short") == "password too_short");
  CHECK(with("password", "1234567890") == "password guessable");
  CHECK(with("password", "Ann@Example.com") == "password guessable");
  CHECK(with("is_private", "yes") == "is_private wrong_type");
  CHECK(with("session", "magic") == "session bad_value");
  CHECK(with("admin", true) == "admin unknown");
  const auto body = [&](const std::string& text, const std::string& type) {
    return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", text, type});
  };
  CHECK(body("{", "application/json").Code() == "bad_json");
  CHECK(body("[]", "application/json").Code() == "bad_json");
  CHECK(body("{\"username\":\"\xff\"}", "application/json").Code() == "bad_json");
  CHECK(body("{}", "text/plain").status == 415);
  CHECK(body("{\"a\":\"" + std::string(70000, 'x') + "\"}", "application/json").status == 413);
  CHECK(cloud.Send(&signup::Handle, {"GET", "/v1/users"}).status == 405);
  CHECK(cloud.Send(&signup::Handle, {"POST", "/v1/users/x"}).status == 404);
  CHECK(cloud.Rows(schema::kUsers).empty());
  CHECK(cloud.Rows(schema::kIdentities).empty());
}

TEST_CASE("signup cut off at any request holds no name beyond its reservation") {
  tests::TestCloud cloud;
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      const std::string name = "u" + std::to_string(n) + (fault == Fault::kLostAnswer ? "a" : "r");
      INFO(name);
      const Json form = Form(name + "x", name + "@example.com");
      cloud.transport().FailFrom(n, fault);
      const int cut = SignUp(cloud, form).status;
      cloud.transport().Recover();
      if (cut == 201) {
        REQUIRE(n > 6);
        break;
      }
      CHECK(cut == 503);
      int status = SignUp(cloud, form).status;
      if (status == 409 && LoginStatus(cloud, name + "x") == 200)
        status = 201;  // the account exists, only the response was lost
      cloud.now += schema::kReservation + std::chrono::seconds(1);
      if (status == 409) status = SignUp(cloud, form).status;
      CHECK(status == 201);
      CHECK(LoginStatus(cloud, name + "x") == 200);
      CHECK(LoginStatus(cloud, name + "@example.com") == 200);
    }
  }
}

TEST_CASE("a sign-up that died and is not tried again leaves nothing, or an account that works") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int n = 1;; ++n) {
      INFO("fault " << static_cast<int>(fault) << " from request " << n);
      tests::TestCloud cloud;
      cloud.transport().FailFrom(n, fault);
      const int status = SignUp(cloud, Form("ann", "ann@example.com")).status;
      cloud.transport().Recover();
      if (status == 201) {
        REQUIRE(n > 6);
        break;
      }
      cloud.now += schema::kReservation + std::chrono::seconds(1);
      cloud.RunJobs();
      CHECK(cloud.Rows(schema::kJobs).empty());
      const bool exists = LoginStatus(cloud, "ann") == 200;
      CHECK((LoginStatus(cloud, "ann@example.com") == 200) == exists);
      CHECK(cloud.Rows(schema::kUsers).size() == (exists ? 1 : 0));
      CHECK(cloud.Rows(schema::kDirectory).empty() == !exists);
      for (const auto& row : cloud.Rows(schema::kIdentities)) {
        if (exists) CHECK(row["reserved_until"] == 0);
        if (!exists) CHECK(row["reserved_until"] < ToMillis(cloud.now));
      }
    }
  }
}

TEST_CASE("signup succeeds although a single request is lost") {
  tests::TestCloud cloud;
  for (int n = 1; n <= 7; ++n) {
    for (const Fault fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
      const std::string name =
          "v" + std::to_string(n) + "_" + std::to_string(static_cast<int>(fault));
      INFO(name);
      cloud.transport().FailRequest(n, fault);
      CHECK(SignUp(cloud, Form(name, name + "@example.com")).status == 201);
      cloud.transport().Recover();
      CHECK(LoginStatus(cloud, name) == 200);
    }
  }
}
