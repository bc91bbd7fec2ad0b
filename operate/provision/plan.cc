#include "operate/provision/plan.h"

#include <algorithm>

namespace operate::provision {
namespace {

Action ActionFor(const Resource& resource, const std::optional<Found>& found) {
  if (!found) return resource.create ? Action::kCreate : Action::kCannot;
  if (found->drift.empty()) return Action::kKeep;
  return resource.repair ? Action::kRepair : Action::kCannot;
}

std::string NameOf(const Resource& resource) { return resource.kind + " " + resource.name; }

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) joined += (joined.empty() ? "" : "; ") + text;
  return joined;
}

oci::Error WithName(const Resource& resource, oci::Error error) {
  error.message = NameOf(resource) + ": " + error.message;
  return error;
}

oci::Result<Step> Look(const CallFactory& new_call, const Resource& resource) {
  auto call = new_call();
  auto found = resource.find(call);
  if (!found.ok()) return WithName(resource, found.error());
  const Action action = ActionFor(resource, *found);
  return Step{&resource, action, std::move(*found)};
}

oci::Status Carry(const CallFactory& new_call, const Step& step) {
  auto call = new_call();
  const Resource& resource = *step.resource;
  oci::Status done = oci::Ok();
  if (step.action == Action::kCreate) done = resource.create(call);
  if (step.action == Action::kRepair) done = resource.repair(call, *step.found);
  if (step.action == Action::kRemove) done = resource.remove(call, *step.found);
  return done.ok() ? done : oci::Status(WithName(resource, done.error()));
}

// What would be done with the step's resource in its present state.
oci::Result<Action> RemoveOrProtect(const CallFactory& new_call, const Step& step) {
  const Resource& resource = *step.resource;
  if (!resource.holds_data || step.named) return Action::kRemove;
  auto call = new_call();
  const auto holds = resource.holds_data(call);
  if (!holds.ok()) return WithName(resource, holds.error());
  return *holds ? Action::kProtect : Action::kRemove;
}

}  // namespace

oci::Result<std::vector<Step>> MakePlan(const CallFactory& call,
                                        const std::vector<Resource>& resources) {
  std::vector<Step> plan;
  for (const auto& resource : resources) {
    OCI_ASSIGN_OR_RETURN(auto step, Look(call, resource));
    plan.push_back(std::move(step));
  }
  return plan;
}

std::string Line(const Step& step) {
  const std::string name = NameOf(*step.resource);
  const std::string drift = step.found ? Joined(step.found->drift) : "";
  switch (step.action) {
    case Action::kKeep:
      return "= " + name;
    case Action::kCreate:
      return "+ " + name;
    case Action::kRepair:
      return "~ " + name + ": " + drift;
    case Action::kCannot:
      return "! " + name + ": " + (step.found ? drift : "is missing");
    case Action::kRemove:
      return "- " + name;
    case Action::kProtect:
      return "! " + name + " holds data: name it to remove it";
  }
  return name;
}

size_t Changes(const std::vector<Step>& plan) {
  return static_cast<size_t>(std::count_if(plan.begin(), plan.end(), [](const Step& step) {
    return step.action == Action::kCreate || step.action == Action::kRepair ||
           step.action == Action::kRemove;
  }));
}

oci::Status Apply(const CallFactory& call, const std::vector<Resource>& resources,
                  const Observer& observer) {
  size_t done = 0;
  for (const auto& resource : resources) {
    observer.advance(done++, resources.size(), NameOf(resource));
    OCI_ASSIGN_OR_RETURN(const Step step, Look(call, resource));
    if (step.action == Action::kKeep) continue;
    if (step.action == Action::kCannot && !step.found)
      return oci::ConfigurationError(Line(step).substr(2));
    OCI_RETURN_IF_ERROR(Carry(call, step));
    observer.say(Line(step));
  }
  observer.advance(done, resources.size(), "");
  return oci::Ok();
}

oci::Result<std::vector<Step>> MakeDestruction(const CallFactory& call,
                                               const std::vector<Resource>& resources,
                                               const std::vector<std::string>& named) {
  // Looked up in the order of creation, because later resources are found by means of earlier ones.
  OCI_ASSIGN_OR_RETURN(auto plan, MakePlan(call, resources));
  std::vector<Step> steps;
  for (auto step = plan.rbegin(); step != plan.rend(); ++step) {
    if (!step->found || !step->resource->remove) continue;
    step->named = std::find(named.begin(), named.end(), step->resource->name) != named.end();
    OCI_ASSIGN_OR_RETURN(step->action, RemoveOrProtect(call, *step));
    steps.push_back(std::move(*step));
  }
  return steps;
}

oci::Status Destroy(const CallFactory& call, const std::vector<Step>& steps,
                    const Observer& observer) {
  size_t done = 0;
  for (Step step : steps) {
    observer.advance(done++, steps.size(), NameOf(*step.resource));
    if (step.action == Action::kRemove) {
      OCI_ASSIGN_OR_RETURN(step.action, RemoveOrProtect(call, step));
    }
    OCI_RETURN_IF_ERROR(Carry(call, step));
    observer.say(Line(step));
  }
  observer.advance(done, steps.size(), "");
  return oci::Ok();
}

}  // namespace operate::provision
