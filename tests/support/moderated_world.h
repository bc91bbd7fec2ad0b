// For tests of moderation: people with photos, likes, comments and reports, and a moderator.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "fotogal/base/schema.h"
#include "fotogal/upkeep/reconcile.h"
#include "fotogal/upkeep/reconciliation.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/feed/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/login/handler.h"
#include "functions/moderate/handler.h"
#include "functions/notify/handler.h"
#include "functions/profile/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/mail_world.h"

namespace tests {

// Ann and Bob follow each other; both have shared a photo and commented on the other's.
struct ModeratedWorld : MailWorld {
  Person ann = SignUpVerified("ann");
  Person bob = SignUpVerified("bob");
  std::string anns, bobs;                  // photos
  std::string anns_comment, bobs_comment;  // "<image>/<comment>"

  ModeratedWorld() {
    anns = cloud.Upload(ann, 1);
    bobs = cloud.Upload(bob, 2);
    cloud.Follow(ann, bob);
    cloud.Follow(bob, ann);
    cloud.React(bob, anns, "PUT", "like");
    cloud.React(ann, bobs, "PUT", "like");
    bobs_comment = Comment(bob, anns, "words of bob");
    anns_comment = Comment(ann, bobs, "words of ann");
    cloud.RunJobs();
  }

  Reply Get(fotogal::FunctionHandler handler, const std::string& path, const Person& as) {
    return cloud.Send(handler, {"GET", path}, &as);
  }
  std::string Comment(const Person& by, const std::string& image, const std::string& text) {
    const auto reply = cloud.Send(
        &fotogal::comment::Handle,
        {"POST", "/v1/images/" + image + "/comments", "", Json{{"text", text}}.dump()}, &by);
    if (reply.status != 201) throw std::runtime_error(reply.raw.body);
    return image + "/" + reply.body["id"].get<std::string>();
  }
  Reply Report(const Person& by, const std::string& kind, const std::string& id,
               const std::string& reason = "spam", const std::string& note = "") {
    Json body{{"kind", kind}, {"id", id}, {"reason", reason}};
    if (!note.empty()) body["note"] = note;
    return cloud.Send(&fotogal::follow::Handle, {"POST", "/v1/reports", "", body.dump()}, &by);
  }
  Reply Moderate(const Json& body) { return cloud.Invoke(&fotogal::moderate::Handle, body.dump()); }
  Reply Suspend(const std::string& username, const std::string& reason = "a reason") {
    return Moderate({{"act", "suspend"}, {"username", username}, {"reason", reason}});
  }
  Reply Restore(const std::string& username) {
    return Moderate({{"act", "restore"}, {"username", username}, {"reason", "a mistake"}});
  }
  Reply Remove(const std::string& kind, const std::string& id) {
    return Moderate({{"act", "remove"}, {"kind", kind}, {"id", id}, {"reason", "a reason"}});
  }
  Reply LogIn(const std::string& username) {
    const Json body{{"login", username}, {"password", "password of " + username}};
    return cloud.Send(&fotogal::login::Handle, {"POST", "/v1/login", "", body.dump()});
  }
  // As the gateway sends a call of somebody whom the authorizer has found suspended.
  Reply SendSuspended(fotogal::FunctionHandler handler, Call call, const Person& as) {
    call.headers.Set("X-FotoGal-Suspended", "yes");
    return cloud.Send(handler, call, &as);
  }
  std::string AddressOf(const std::string& image, const Person& as) {
    const auto reply = Get(&fotogal::image::Handle, "/v1/images/" + image, as);
    return reply.status == 200 ? reply.body["urls"]["original"].get<std::string>() : "";
  }
  std::vector<std::string> Objects(const std::string& folder) {
    auto call = cloud.NewCall();
    std::vector<std::string> names;
    const auto list = cloud.services().objects->List(call, folder, "", 1000);
    REQUIRE(list.ok());
    for (const auto& object : list->objects) names.push_back(object.name);
    return names;
  }
  Json CountsOf(const Person& person, const Person& as) {
    return Get(&fotogal::profile::Handle, "/v1/users/" + person.username, as).body["counts"];
  }
  Json NoticesOf(const Person& person) {
    return Get(&fotogal::notify::Handle, "/v1/me/notifications", person).body["items"];
  }
  // What a reconciliation repairs.
  std::map<std::string, std::int64_t> Mend() {
    auto call = cloud.NewCall();
    fotogal::JobRun run{{cloud.services(), call}, fotogal::TheReconciliation(), Json::object(), ""};
    for (int steps = 0; steps < 200; ++steps) {
      const auto done = fotogal::ReconcileStep(run, {});
      REQUIRE(done.ok());
      if (*done == fotogal::StepResult::kDone)
        return fotogal::ReadReconciliation(run.cursor).mended;
    }
    FAIL("steps without end");
    return {};
  }
};

}  // namespace tests
