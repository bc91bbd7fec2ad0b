// For tests of deletion: a person with photos, follows, reactions and comments among others.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/follow/handler.h"
#include "functions/login/handler.h"
#include "functions/profile/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/ledger.h"
#include "tests/support/test_cloud.h"
#include "tests/support/traces.h"

namespace fotogal::deletion_tests {

using tests::Json;
using tests::Person;
using Fault = standin::InProcessTransport::Fault;

inline std::string EmailOf(const std::string& username) { return username + "@example.com"; }

struct Scene {
  tests::TestCloud cloud;

  tests::Reply Patch(const Person& person, Json body) {
    if (body.contains("email")) body["password"] = "password of " + person.username;
    return cloud.Send(&account::Handle, {"PATCH", "/v1/me", "", body.dump()}, &person);
  }
  // The password of the sign-up.
  tests::Reply Delete(const Person& person, const std::string& password) {
    return cloud.Send(&account::Handle,
                      {"DELETE", "/v1/me", "", Json{{"password", password}}.dump()}, &person);
  }
  tests::Reply Delete(const Person& person) {
    return Delete(person, "password of " + person.username);
  }
  tests::Reply LogIn(const std::string& name, const std::string& password) {
    return cloud.Send(&login::Handle, {"POST", "/v1/login", "",
                                       Json{{"login", name}, {"password", password}}.dump()});
  }
  tests::Reply Profile(const std::string& username, const Person& as) {
    return cloud.Send(&profile::Handle, {"GET", "/v1/users/" + username}, &as);
  }
  tests::Reply Comment(const Person& person, const std::string& image, const std::string& text) {
    return cloud.Send(
        &comment::Handle,
        {"POST", "/v1/images/" + image + "/comments", "", Json{{"text", text}}.dump()}, &person);
  }
  tests::Reply PutAvatar(const Person& person, int seed) {
    return cloud.Send(&upload::Handle,
                      {"PUT", "/v1/me/avatar", "", tests::SmallPng(seed), "image/png"}, &person);
  }
  tests::Reply Do(FunctionHandler handler, const std::string& method, const std::string& path,
                  const Person& as, const std::string& query = "") {
    return cloud.Send(handler, {method, path, query}, &as);
  }

  // Runs jobs and sweeps until nothing is left to do.
  void RunToEnd() {
    for (int round = 0; round < 8 && !cloud.Rows(schema::kJobs).empty(); ++round) cloud.RunJobs();
    INFO(Json(cloud.Rows(schema::kJobs)).dump(1));
    CHECK(cloud.Rows(schema::kJobs).empty());
  }

  // Checks that nothing of the person is left, except in feeds and notifications of others, and the
  // names, which are kept.
  void CheckGone(const std::string& username, UserId id) {
    std::vector<tests::Trace> left = tests::Traces(cloud, username, EmailOf(username), id);
    std::erase_if(left, [&](const tests::Trace& trace) {
      const auto row = Json::parse(trace.text, nullptr, false);
      if (trace.where == schema::kIdentities) return tests::IsKeptName(row);
      if (trace.what != "id" || !row.is_object()) return false;
      return (trace.where == schema::kFeed && row["owner_id"] != id) ||
             (trace.where == schema::kNotifications && row["user_id"] != id);
    });
    INFO(tests::ToString(left));
    CHECK(left.empty());
    CHECK(cloud.CounterDifference().empty());
  }
};

}  // namespace fotogal::deletion_tests
