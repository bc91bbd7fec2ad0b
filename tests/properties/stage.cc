#include "tests/properties/stage.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "fotogal/blocks.h"
#include "fotogal/follows.h"
#include "fotogal/schema.h"
#include "functions/follow/handler.h"

namespace tests {

using namespace fotogal;

bool Stage::SetPrivate(Services& services, const Person& person, bool is_private) {
  auto call = cloud.NewCall();
  const auto job = QueueApproveAll(services, call, NewOp(call.Now(), services.random), person.id);
  if (!job.ok()) return false;
  const auto statement = "DECLARE $u LONG; $p BOOLEAN; UPDATE " + std::string(schema::kUsers) +
                         " u SET u.is_private = $p WHERE u.id = $u";
  const auto set =
      services.nosql->Execute(call, statement, {{"$u", person.id}, {"$p", is_private}}, true);
  if (set.ok()) StartJob(services, call, *job);
  return set.ok();
}

bool Stage::Do(Services& services, const Operation& o) {
  const Person& actor = people[static_cast<size_t>(o.actor)];
  const std::string other = people[static_cast<size_t>(o.other)].username;
  const auto send = [&](const char* method, const std::string& path) {
    const int status = cloud.SendTo(services, &follow::Handle, {method, path}, &actor).status;
    if (status == 401) throw std::runtime_error("nobody is logged in");
    return status < 500;
  };
  switch (o.act) {
    case Act::kFollow:
      return send("PUT", "/v1/users/" + other + "/follow");
    case Act::kUnfollow:
      return send("DELETE", "/v1/users/" + other + "/follow");
    case Act::kApprove:
      return send("PUT", "/v1/me/follow-requests/" + other);
    case Act::kReject:
      return send("DELETE", "/v1/me/follow-requests/" + other);
    case Act::kRemove:
      return send("DELETE", "/v1/me/followers/" + other);
    case Act::kBlock:
      return send("PUT", "/v1/users/" + other + "/block");
    case Act::kUnblock:
      return send("DELETE", "/v1/users/" + other + "/block");
    case Act::kOpen:
      return SetPrivate(services, actor, false);
    case Act::kClose:
      return SetPrivate(services, actor, true);
  }
  return false;
}

World Stage::Look() {
  World world;
  const auto index = [&](const Json& id) {
    for (size_t i = 0; i < people.size(); ++i) {
      if (people[i].id == id) return i;
    }
    throw std::runtime_error("a row of a stranger");
  };
  for (const auto& row : cloud.Rows(schema::kUsers))
    world.is_private[index(row["id"])] = row["is_private"] == true;
  for (const auto& row : cloud.Rows(schema::kBlocks))
    world.blocks[index(row["user_id"])][index(row["blocked_id"])] = true;
  for (const auto& row : cloud.Rows(schema::kFollows)) {
    world.edge[index(row["follower_id"])][index(row["followee_id"])] =
        row["state"] == "accepted" ? Edge::kAccepted : Edge::kPending;
  }
  return world;
}

void Stage::Part(bool first_is_private) {
  auto& services = cloud.services();
  auto call = cloud.NewCall();
  for (const auto& row : cloud.Rows(schema::kBlocks))
    REQUIRE(Unblock(services, call, row["user_id"], row["blocked_id"]).ok());
  for (const auto& row : cloud.Rows(schema::kFollows))
    REQUIRE(Unfollow(services, call, row["follower_id"], row["followee_id"]).ok());
  REQUIRE(SetPrivate(services, people[0], first_is_private));
}

}  // namespace tests
