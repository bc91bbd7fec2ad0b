// The kinds of jobs. A new one is a line in kJobKinds, the struct of its arguments here or in the
// room it belongs to, and its step in the list of the function that runs it (FanoutJobs,
// DeletionJobs, ExportJobs).
#pragma once

#include <nlohmann/json_fwd.hpp>
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
  std::string_view name;  // in rows: it stays, whatever the code calls it
  JobFunction function;   // which runs it
  // The arguments that hold people: when one of them is deleted, so is the job, which is about them
  // alone or has nothing left to do without them. Deletions are nobody's: they end by themselves.
  std::string_view people[2];
};

inline constexpr KnownJobKind kJobKinds[] = {
    {"publish", JobFunction::kFanout, {"author"}},
    {"delivery", JobFunction::kFanout, {"author", "follower"}},
    {"approve_all", JobFunction::kFanout, {"followee"}},
    {"remove_image", JobFunction::kFanout, {"author"}},
    {"aftermath", JobFunction::kFanout, {"user"}},
    {"switch_delivery", JobFunction::kFanout, {"author"}},
    {"reconcile", JobFunction::kFanout, {}},
    {"deletion", JobFunction::kDeletion, {}},
    {"export", JobFunction::kExport, {"user"}},
};

// nullptr: a kind of a later version, or what is kept in the table of jobs and is none.
const KnownJobKind* FindJobKind(std::string_view name);
// Whether a row's job is about that person.
bool IsAbout(std::string_view kind, const nlohmann::json& arguments, Id person);

// The arguments of each kind, as its rows keep them. ToJson and FromJson of one agree.

struct PublishJob {
  static constexpr std::string_view kKind = "publish";
  ImageRef image;
};
struct DeliveryJob {
  static constexpr std::string_view kKind = "delivery";
  Id author = 0, follower = 0;
};
struct ApproveAllJob {
  static constexpr std::string_view kKind = "approve_all";
  Id followee = 0;
};
struct RemoveImageJob {
  static constexpr std::string_view kKind = "remove_image";
  ImageRef image;
};
struct SwitchDeliveryJob {
  static constexpr std::string_view kKind = "switch_delivery";
  Id author = 0;
};
struct ReconcileJob {
  static constexpr std::string_view kKind = "reconcile";
};
struct DeletionJob {
  static constexpr std::string_view kKind = "deletion";
  Id user = 0;
  std::set<std::string> names;        // keys of identities
  std::vector<std::string> throttle;  // keys of failed log-ins
};
struct ExportJob {
  static constexpr std::string_view kKind = "export";
  Id user = 0;
};

nlohmann::json ToJson(const PublishJob& job);
nlohmann::json ToJson(const DeliveryJob& job);
nlohmann::json ToJson(const ApproveAllJob& job);
nlohmann::json ToJson(const RemoveImageJob& job);
nlohmann::json ToJson(const SwitchDeliveryJob& job);
nlohmann::json ToJson(const ReconcileJob& job);
nlohmann::json ToJson(const DeletionJob& job);
nlohmann::json ToJson(const ExportJob& job);

void FromJson(const nlohmann::json& arguments, PublishJob& job);
void FromJson(const nlohmann::json& arguments, DeliveryJob& job);
void FromJson(const nlohmann::json& arguments, ApproveAllJob& job);
void FromJson(const nlohmann::json& arguments, RemoveImageJob& job);
void FromJson(const nlohmann::json& arguments, SwitchDeliveryJob& job);
void FromJson(const nlohmann::json& arguments, ReconcileJob& job);
void FromJson(const nlohmann::json& arguments, DeletionJob& job);
void FromJson(const nlohmann::json& arguments, ExportJob& job);

}  // namespace fotogal
