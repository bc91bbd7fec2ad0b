// What an operator has and what FotoGal needs: compared, shown, and brought together one thing
// after the other. Everything may be interrupted and run again.
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
  std::string state;               // lifecycleState: "ACTIVE"
  std::vector<std::string> drift;  // "memoryInMBs is 128, not 256"; empty: as it should be
};

// One thing that FotoGal needs. Later ones may rest on earlier ones: what cannot be looked for yet
// is not there.
struct Resource {
  std::string kind;  // "table"
  std::string name;
  std::function<oci::Result<std::optional<Found>>(oci::Call&)> find;
  std::function<oci::Status(oci::Call&)> create;
  std::function<oci::Status(oci::Call&, const Found&)> repair;  // empty: drift is only shown
  std::function<oci::Status(oci::Call&, const Found&)> remove;  // empty: not ours to remove
  std::function<oci::Result<bool>(oci::Call&)> holds_data;      // rows or objects; empty: never
};

enum class Action { kKeep, kCreate, kRepair, kCannot, kRemove, kProtect };
struct Step {
  const Resource* resource;
  Action action;
  std::optional<Found> found;
  bool named = false;  // to be destroyed with all that it holds
};

// What a run tells while it goes on.
struct Observer {
  std::function<void(const std::string& line)> say;  // what was made, repaired or removed
  // So many of so many are done, and this one is next ("table fotogal_ntable_users").
  std::function<void(size_t done, size_t of, const std::string& next)> advance =
      [](size_t, size_t, const std::string&) {};
};
// A call with time enough for one thing.
using CallFactory = std::function<oci::Call()>;

// What provisioning would do. Changes nothing.
oci::Result<std::vector<Step>> MakePlan(const CallFactory& call,
                                        const std::vector<Resource>& resources);
// "+ table fotogal_ntable_users", "~ function like: memoryInMBs is 128, not 256", "= bucket ...".
std::string Line(const Step& step);
// How many steps change something.
size_t Changes(const std::vector<Step>& plan);

// Creates and repairs in order, looking at each thing again right before: an interrupted run is
// gone on with. What cannot be made ends the run; drift that cannot be repaired is said.
oci::Status Apply(const CallFactory& call, const std::vector<Resource>& resources,
                  const Observer& observer);

// What destroying would do; things that hold data are removed only when `named` names them.
oci::Result<std::vector<Step>> MakeDestruction(const CallFactory& call,
                                               const std::vector<Resource>& resources,
                                               const std::vector<std::string>& named);
// The last made first. What has come to hold data since, unnamed, stays.
oci::Status Destroy(const CallFactory& call, const std::vector<Step>& steps,
                    const Observer& observer);

}  // namespace operate::provision
