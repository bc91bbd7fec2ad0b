#include "operate/command/operate.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "oci/curl_transport.h"
#include "oci/json_text.h"
#include "operate/command/operation.h"
#include "terminal/signals.h"

namespace operate {
namespace {

using provision::Action;
using provision::Step;

constexpr int kError = 1;
constexpr int kDiffers = 2;
constexpr int kRefused = 3;

// Without a terminal nobody can be asked: then only --yes confirms.
bool Confirmed(bool yes) {
  if (yes) return true;
  if (isatty(STDIN_FILENO) == 0) {
    std::fprintf(stderr, "fotogal: not a terminal; say --yes to go on without being asked\n");
    return false;
  }
  std::printf("Go on? [y/N] ");
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "yes";
}

size_t Count(const std::vector<Step>& plan, Action action) {
  size_t count = 0;
  for (const auto& step : plan) count += step.action == action ? 1 : 0;
  return count;
}

void PrintPlan(const std::vector<Step>& plan) {
  for (const auto& step : plan)
    if (step.action != Action::kKeep) std::printf("%s\n", provision::Line(step).c_str());
  std::printf("%zu to make, %zu to mend, %zu as they should be\n", Count(plan, Action::kCreate),
              Count(plan, Action::kRepair), Count(plan, Action::kKeep));
}

oci::Result<int> Provision(const ProvisionOptions& options) {
  OCI_ASSIGN_OR_RETURN(auto to, OpenTenancyAccess(options.settings));
  OCI_RETURN_IF_ERROR(provision::CheckSpecification(to.access, to.settings));
  to.settings.with_functions = !to.settings.image_tag.empty();
  provision::Tenancy tenancy(to.access, to.settings);
  const auto resources = tenancy.Resources();
  OCI_ASSIGN_OR_RETURN(const auto plan, provision::MakePlan(to.call, resources));
  PrintPlan(plan);
  OCI_RETURN_IF_ERROR(CheckCapacity(to));
  if (options.only_plan) return 0;
  if (provision::Changes(plan) > 0) {
    if (!Confirmed(options.yes)) return kRefused;
    OCI_RETURN_IF_ERROR(RunWithProgress("provision", [&](const provision::Observer& observer) {
      return provision::Apply(to.call, resources, observer);
    }));
  }
  PrintNotes(tenancy);
  PrintPolicies(tenancy);
  if (!tenancy.Endpoint().empty()) std::printf("\nFotoGal is at %s\n", tenancy.Endpoint().c_str());
  return 0;
}

std::string StatusLine(const Step& step) {
  const std::string name = step.resource->kind + " " + step.resource->name;
  if (!step.found) return "missing   " + name;
  if (step.found->drift.empty()) return "as wanted " + name + " (" + step.found->state + ")";
  const auto line = provision::Line(step);
  return "differs   " + line.substr(2);
}

std::string HealthLine(const nlohmann::json& health) {
  std::string line;
  const auto services = health.value("services", nlohmann::json::object());
  for (const auto& [name, seen] : services.items()) {
    const bool ok = seen.is_object() && seen.value("ok", false);
    line += (line.empty() ? "" : ", ") + name + " " + (ok ? "ok" : oci::StringMember(seen, "code"));
  }
  return line;
}

// Prints what the deployed function `health` reports about the services it needs. False: it reports
// a problem. When it cannot be reached from here, that is printed, but does not count as a
// difference from what is wanted.
bool PrintHealth(const std::string& url) {
  if (url.empty()) return true;
  const auto transport =
      oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(oci::ProcessEnvironment())});
  const auto answer = transport->Send({"GET", url + "/v1/health", {}, ""}, std::chrono::seconds(10),
                                      [] { return false; });
  const auto body =
      answer.ok() ? oci::JsonOf(answer->body) : nlohmann::json(nlohmann::json::value_t::discarded);
  if (!answer.ok() || !body.is_object()) {
    std::printf("health    unknown: %s\n",
                answer.ok() ? "no JSON" : answer.error().message.c_str());
    return true;
  }
  std::printf("health    %s\n", HealthLine(body).c_str());
  return oci::StringMember(body, "status") == "ok";
}

oci::Result<int> Status(const std::string& settings) {
  OCI_ASSIGN_OR_RETURN(auto to, OpenTenancyAccess(settings));
  to.settings.with_functions = true;
  provision::Tenancy tenancy(to.access, to.settings);
  const auto resources = tenancy.Resources();
  OCI_ASSIGN_OR_RETURN(const auto plan, provision::MakePlan(to.call, resources));
  for (const auto& step : plan) std::printf("%s\n", StatusLine(step).c_str());
  if (!tenancy.Endpoint().empty()) std::printf("FotoGal is at %s\n", tenancy.Endpoint().c_str());
  const bool healthy = tenancy.Endpoint().empty() || PrintHealth(ServiceUrl(to, tenancy));
  return healthy && Count(plan, Action::kKeep) == plan.size() ? 0 : kDiffers;
}

oci::Result<int> Destroy(const DestroyOptions& options) {
  OCI_ASSIGN_OR_RETURN(auto to, OpenTenancyAccess(options.settings));
  to.settings.with_functions = true;
  provision::Tenancy tenancy(to.access, to.settings);
  const auto resources = tenancy.Resources();
  OCI_ASSIGN_OR_RETURN(const auto steps,
                       provision::MakeDestruction(to.call, resources, options.named));
  for (const auto& step : steps) std::printf("%s\n", provision::Line(step).c_str());
  if (Count(steps, Action::kRemove) == 0) {
    std::printf("nothing to remove\n");
    return 0;
  }
  if (!Confirmed(options.yes)) return kRefused;
  OCI_RETURN_IF_ERROR(RunWithProgress("destroy", [&](const provision::Observer& observer) {
    return provision::Destroy(to.call, steps, observer);
  }));
  return 0;
}

int Finish(const oci::Result<int>& outcome) {
  if (outcome.ok()) return *outcome;
  std::fprintf(stderr, "fotogal: %s\n", outcome.error().message.c_str());
  return kError;
}

}  // namespace

int RunProvision(const ProvisionOptions& options) {
  terminal::UnblockSignals();
  return Finish(Provision(options));
}

int RunStatus(const std::string& settings) {
  terminal::UnblockSignals();
  return Finish(Status(settings));
}

int RunDestroy(const DestroyOptions& options) {
  terminal::UnblockSignals();
  return Finish(Destroy(options));
}

}  // namespace operate
