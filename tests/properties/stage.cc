#include "tests/properties/stage.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>
#include <utility>

#include "fotogal/base/schema.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/follows.h"
#include "functions/account/handler.h"
#include "functions/follow/handler.h"

namespace tests {

using namespace fotogal;

Reply Stage::SetPrivate(Services& services, const Person& person, bool is_private) {
  return cloud.SendTo(services, &account::Handle,
                      {"PATCH", "/v1/me", "", Json{{"is_private", is_private}}.dump()}, &person);
}

bool Stage::Try(TestCloud::Process& process, const Kill& kill, const std::function<Reply()>& act) {
  const int before = process.transport->requests();
  if (kill.at > 0) process.transport->FailFrom(kill.at, kill.fault);
  const Reply reply = act();
  process.transport->Recover();
  const bool died = kill.at > 0 && process.transport->requests() - before >= kill.at;
  const bool acknowledged = reply.status < 500;
  const bool known = reply.status < 300 || reply.status == 404 || reply.status == 409;
  const std::lock_guard lock(mutex_);
  killed += died;
  const bool forgiven = !acknowledged && died;
  if (!known && !forgiven) failures_.push_back(std::to_string(reply.status) + " " + reply.raw.body);
  return acknowledged;
}

std::vector<std::string> Stage::TakeFailures() {
  const std::lock_guard lock(mutex_);
  return std::exchange(failures_, {});
}

Reply Stage::Do(Services& services, const Operation& o) {
  const Person& actor = people[static_cast<size_t>(o.actor)];
  const std::string other = people[static_cast<size_t>(o.other)].username;
  const auto send = [&](const char* method, const std::string& path) {
    return cloud.SendTo(services, &follow::Handle, {method, path}, &actor);
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
  return {};
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
    REQUIRE(Unblock({services, call}, row["user_id"], row["blocked_id"]).ok());
  for (const auto& row : cloud.Rows(schema::kFollows))
    REQUIRE(Unfollow({services, call}, row["follower_id"], row["followee_id"]).ok());
  people[0] = cloud.StartSession(people[0]);  // whatever time has passed
  REQUIRE(SetPrivate(services, people[0], first_is_private).status == 200);
}

}  // namespace tests
