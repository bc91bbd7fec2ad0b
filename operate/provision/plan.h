// Compares the resources that FotoGal needs with those that exist, shows the differences, and
// applies them one by one. Everything may be interrupted and run again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "oci/call.h"
#include "oci/result.h"

namespace operate::provision {

struct Found {
  std::string id;
  std::string state;  // lifecycleState: "ACTIVE"
  // differences, such as "memoryInMBs is 128, not 256"; empty: none
  std::vector<std::string> drift;
};

// A resource that FotoGal needs. Later ones may depend on earlier ones: while those do not exist, a
// later one counts as missing.
struct Resource {
  std::string kind;  // "table"
  std::string name;
  std::function<oci::Result<std::optional<Found>>(oci::Call&)> find;
  std::function<oci::Status(oci::Call&)> create;
  // empty: differences are only reported
  std::function<oci::Status(oci::Call&, const Found&)> repair;
  // empty: not removed, because it does not belong to FotoGal
  std::function<oci::Status(oci::Call&, const Found&)> remove;
  // true when it contains rows or objects; empty: it never does
  std::function<oci::Result<bool>(oci::Call&)> holds_data;
};

enum class Action { kKeep, kCreate, kRepair, kCannot, kRemove, kProtect };
struct Step {
  const Resource* resource;
  Action action;
  std::optional<Found> found;
  bool named = false;  // to be destroyed with everything in it
};

// Gets reports while a run goes on.
struct Observer {
  // a line about what was created, repaired or removed
  std::function<void(const std::string& line)> say;
  // `done` of `of` steps are done, and `next` comes next ("table fotogal_ntable_users").
  std::function<void(size_t done, size_t of, const std::string& next)> advance =
      [](size_t, size_t, const std::string&) {};
};
// Makes a call with enough time for one resource.
using CallFactory = std::function<oci::Call()>;

// The steps that provisioning would take. Changes nothing.
oci::Result<std::vector<Step>> MakePlan(const CallFactory& call,
                                        const std::vector<Resource>& resources);
// "+ table fotogal_ntable_users", "~ function like: memoryInMBs is 128, not 256", "= bucket ...".
std::string Line(const Step& step);
// The number of steps that change something.
size_t Changes(const std::vector<Step>& plan);

// Creates and repairs in order, and looks up each resource again just before: so an interrupted run
// can be continued. A resource that cannot be created ends the run; a difference that cannot be
// repaired is reported.
oci::Status Apply(const CallFactory& call, const std::vector<Resource>& resources,
                  const Observer& observer);

// The steps that destroying would take; resources that contain data are removed only when `named`
// contains their names.
oci::Result<std::vector<Step>> MakeDestruction(const CallFactory& call,
                                               const std::vector<Resource>& resources,
                                               const std::vector<std::string>& named);
// Removes the resources created last first. A resource that contains data by now and was not named
// stays.
oci::Status Destroy(const CallFactory& call, const std::vector<Step>& steps,
                    const Observer& observer);

}  // namespace operate::provision
