#include "local/standin/faults/plan.h"

#include <algorithm>
#include <array>
#include <utility>

#include "configuration/members.h"

namespace standin {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::pair<FaultKind, const char*>, 9> kFaultKinds = {{
    {FaultKind::kError, "error"},
    {FaultKind::kSlow, "slow"},
    {FaultKind::kHalfBody, "half-body"},
    {FaultKind::kReset, "reset"},
    {FaultKind::kExpiredToken, "expired-token"},
    {FaultKind::kClockOff, "clock-off"},
    {FaultKind::kThrottled, "throttled"},
    {FaultKind::kStaleList, "stale-list"},
    {FaultKind::kKilled, "killed"},
}};

const std::vector<std::string>& FaultServices() {
  static const std::vector<std::string> names = {
      "any", "nosql", "object-storage", "logging", "email", "identity", "management", "functions"};
  return names;
}

const std::vector<std::string>& FaultOperations() {
  static const std::vector<std::string> names = {"any",  "read",  "write", "query",
                                                 "list", "table", "invoke"};
  return names;
}

// Members that only some faults have, and services that others do not.
struct MemberOfKinds {
  std::vector<FaultKind> kinds;
  const char* member;
};
const std::vector<MemberOfKinds>& MembersOfKinds() {
  using enum FaultKind;
  static const std::vector<MemberOfKinds> fits = {
      {{kError}, "status"},           {{kError}, "retry_after_s"}, {{kError, kReset}, "when"},
      {{kSlow, kKilled}, "delay_ms"}, {{kThrottled}, "table"},     {{kStaleList}, "seconds"}};
  return fits;
}

// The only service that can have the fault; "": each can.
std::string OnlyServiceOf(FaultKind kind) {
  if (kind == FaultKind::kThrottled) return "nosql";
  if (kind == FaultKind::kStaleList) return "object-storage";
  return kind == FaultKind::kKilled ? "functions" : "";
}

oci::Status CheckRuleStatus(const configuration::Members& members, const FaultRule& rule) {
  static const std::vector<int> kStatuses = {429, 500, 502, 503, 504};
  if (std::ranges::find(kStatuses, rule.status) == kStatuses.end())
    return members.Wrong("status", "429, 500, 502, 503 or 504");
  if (rule.status == 429 && rule.after_work)
    return members.Wrong("when", "before: what is refused with 429 has no effect");
  return oci::Ok();
}

oci::Status CheckRule(const configuration::Members& members, const FaultRule& rule) {
  for (const auto& [kinds, member] : MembersOfKinds()) {
    if (members.Has(member) && std::ranges::find(kinds, rule.kind) == kinds.end())
      return members.Wrong(member, "absent with the fault " + NameOf(rule.kind));
  }
  const std::string only = OnlyServiceOf(rule.kind);
  if (!only.empty() && rule.service != only)
    return members.Wrong("service", only + ", or absent, with the fault " + NameOf(rule.kind));
  if (members.Has("function") && rule.service != "functions")
    return members.Wrong("function", "absent unless the service is functions");
  if (rule.kind == FaultKind::kThrottled && rule.operation != "any" && rule.operation != "read" &&
      rule.operation != "write")
    return members.Wrong("operation", "read, write or any with the fault throttled");
  return CheckRuleStatus(members, rule);
}

oci::Result<FaultRule> ReadFaultRule(const Json& entry, const std::string& file,
                                     const std::string& path) {
  if (!entry.is_object()) return oci::ConfigurationError(file + ": " + path + " is no object");
  constexpr int kMostSeconds = 3600, kMost = 1'000'000;
  configuration::Members members(entry, file, path);
  std::vector<std::string> names;
  for (const auto& kind : kFaultKinds) names.emplace_back(kind.second);
  FaultRule rule;
  std::string name, when = "before";
  members.OneOf("fault", names, name);
  for (const auto& kind : kFaultKinds)
    if (name == kind.second) rule.kind = kind.first;
  if (rule.kind == FaultKind::kKilled) rule.delay_ms = 0;
  if (const auto only = OnlyServiceOf(rule.kind); !only.empty()) rule.service = only;
  members.OneOf("service", FaultServices(), rule.service);
  members.OneOf("operation", FaultOperations(), rule.operation);
  members.Text("table", rule.table);
  members.Text("function", rule.function);
  members.Number("percent", 1, 100, rule.percent);
  members.Number("skip", 0, kMost, rule.skip);
  members.Number("count", 1, kMost, rule.count);
  members.Number("status", 400, 599, rule.status);
  members.Number("retry_after_s", 1, kMostSeconds, rule.retry_after_s);
  members.OneOf("when", {"before", "after"}, when);
  members.Number("delay_ms", 0, kMostSeconds * 1000, rule.delay_ms);
  members.Number("seconds", 1, kMostSeconds, rule.stale_s);
  OCI_RETURN_IF_ERROR(members.Finish());
  if (name.empty()) return members.Missing("fault");
  rule.after_work = when == "after";
  OCI_RETURN_IF_ERROR(CheckRule(members, rule));
  return rule;
}

}  // namespace

std::string NameOf(FaultKind kind) {
  for (const auto& [known, name] : kFaultKinds)
    if (known == kind) return name;
  return {};
}

oci::Result<FaultPlan> ParseFaultPlan(const std::string& text, const std::string& file) {
  OCI_ASSIGN_OR_RETURN(Json document, configuration::ParseObject(text, file));
  // Members reads no lists, so the list is taken out before.
  const Json list = document.value("faults", Json());
  if (!list.is_array())
    return oci::ConfigurationError(file + ": faults " +
                                   (document.contains("faults") ? "is no list" : "is missing"));
  document.erase("faults");
  FaultPlan plan;
  configuration::Members members(document, file);
  members.Number("seed", 0, 1'000'000'000, plan.seed);
  OCI_RETURN_IF_ERROR(members.Finish());
  for (size_t i = 0; i < list.size(); ++i) {
    OCI_ASSIGN_OR_RETURN(auto rule,
                         ReadFaultRule(list[i], file, "faults[" + std::to_string(i) + "]"));
    plan.rules.push_back(std::move(rule));
  }
  return plan;
}

}  // namespace standin
