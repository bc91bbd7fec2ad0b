// The kinds of jobs. A new kind needs a line in kJobKinds, the struct of its arguments here or in
// its room, and its step in the list of the function that runs it (FanoutJobs, DeletionJobs,
// ExportJobs).
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/ids.h"

namespace fotogal {

enum class JobFunction { kFanout, kDeletion, kExport };

struct KnownJobKind {
  std::string_view name;  // as stored in rows, so it must not change
  JobFunction function;   // the function that runs it
  // The arguments that are ids of people. When one of them is deleted, the job is deleted too: it
  // is about them alone, or has nothing to do without them. Deletion jobs, and the last mail to
  // somebody who is being deleted, have none: they end by themselves.
  std::string_view people[3];
};

inline constexpr KnownJobKind kJobKinds[] = {
    {"publish", JobFunction::kFanout, {"author"}},
    {"delivery", JobFunction::kFanout, {"author", "follower"}},
    {"approve_all", JobFunction::kFanout, {"followee"}},
    {"remove_image", JobFunction::kFanout, {"author"}},
    {"aftermath", JobFunction::kFanout, {"user"}},
    {"switch_delivery", JobFunction::kFanout, {"author"}},
    {"reconcile", JobFunction::kFanout, {}},
    {"mail", JobFunction::kFanout, {"user"}},
    {"reset_request", JobFunction::kFanout, {}},
    {"farewell", JobFunction::kFanout, {}},
    {"recovery", JobFunction::kFanout, {"user"}},
    {"suspension", JobFunction::kFanout, {"user"}},
    {"caption", JobFunction::kFanout, {"author"}},
    {"push", JobFunction::kFanout, {"user", "actor", "author"}},
    {"deletion", JobFunction::kDeletion, {}},
    {"export", JobFunction::kExport, {"user"}},
};

// nullptr: a kind of a later version, or a row in the table of jobs that is no job.
const KnownJobKind* FindJobKind(std::string_view name);
// True when the row's job is about that person.
bool IsAbout(std::string_view kind, const nlohmann::json& arguments, UserId person);

// The arguments of each kind, as its rows keep them: nlohmann's macro names the members once.

struct PublishJob {
  static constexpr std::string_view kKind = "publish";
  UserId author = 0;
  ImageId image = 0;
  ImageRef Image() const { return {author, image}; }
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(PublishJob, author, image)
};
struct DeliveryJob {
  static constexpr std::string_view kKind = "delivery";
  UserId author = 0, follower = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(DeliveryJob, author, follower)
};
struct ApproveAllJob {
  static constexpr std::string_view kKind = "approve_all";
  UserId followee = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(ApproveAllJob, followee)
};
struct RemoveImageJob {
  static constexpr std::string_view kKind = "remove_image";
  UserId author = 0;
  ImageId image = 0;
  ImageRef Image() const { return {author, image}; }
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(RemoveImageJob, author, image)
};
struct SwitchDeliveryJob {
  static constexpr std::string_view kKind = "switch_delivery";
  UserId author = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(SwitchDeliveryJob, author)
};
struct CaptionJob {
  static constexpr std::string_view kKind = "caption";
  UserId author = 0;
  ImageId image = 0;
  std::vector<std::string> tags;  // of the caption before and of the new one
  std::vector<UserId> people;     // whom the new one mentions and the one before did not
  std::string text;               // a hash of the new caption
  ImageRef Image() const { return {author, image}; }
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(CaptionJob, author, image, tags, people, text)
};
// Of a notification, for the devices of the person who is told.
struct PushJob {
  static constexpr std::string_view kKind = "push";
  UserId user = 0;
  NotificationId notification = 0;
  std::string kind;
  UserId actor = 0, author = 0;
  ImageId image = 0;
  CommentId comment = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(PushJob, user, notification, kind, actor, author, image, comment)
};
struct ReconcileJob {
  static constexpr std::string_view kKind = "reconcile";
  friend void to_json(nlohmann::json& arguments, const ReconcileJob&) {
    arguments = nlohmann::json::object();
  }
  friend void from_json(const nlohmann::json&, ReconcileJob&) {}
};
struct DeletionJob {
  static constexpr std::string_view kKind = "deletion";
  UserId user = 0;
  std::set<std::string> names;        // keys of identities
  std::vector<std::string> throttle;  // keys of the table `throttle`
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(DeletionJob, user, names, throttle)
};
struct ExportJob {
  static constexpr std::string_view kKind = "export";
  UserId user = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE(ExportJob, user)
};

}  // namespace fotogal
