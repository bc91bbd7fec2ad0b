// What an operator has and what FotoGal needs: compared, shown, and brought together one thing
// after the other. Everything may be interrupted and run again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "oci/call.h"
#include "oci/result.h"

namespace local::provision {

struct Found {
  std::string id;
  std::string state;               // lifecycleState: "ACTIVE"
  std::vector<std::string> drift;  // "memoryInMBs is 128, not 256"; empty: as it should be
  bool holds_data = false;         // rows or objects
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
};

enum class Action { kKeep, kCreate, kRepair, kCannot, kRemove, kProtect };
struct Step {
  const Resource* resource;
  Action action;
  std::optional<Found> found;
};

using Report = std::function<void(const std::string& line)>;
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
// gone on with. `report`: one line a thing that was made or repaired, with "(3 of 20)".
oci::Status Apply(const CallFactory& call, const std::vector<Resource>& resources,
                  const Report& report);

// What destroying would do; things that hold data are removed only when `named` names them.
oci::Result<std::vector<Step>> MakeDestruction(const CallFactory& call,
                                               const std::vector<Resource>& resources,
                                               const std::vector<std::string>& named);
// The last made first.
oci::Status Destroy(const CallFactory& call, const std::vector<Step>& steps, const Report& report);

}  // namespace local::provision
