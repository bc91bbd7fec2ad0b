// What FotoGal needs in a tenancy, real or local, as resources of a plan: from
// shared/fotogal/base/schema, the functions' manifest and the gateway's specification.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "oci/client.h"
#include "oci/logging.h"
#include "oci/management.h"
#include "oci/nosql.h"
#include "oci/object_storage.h"
#include "operate/provision/plan.h"

namespace operate::provision {

// Where each service answers; without trailing slash.
struct Endpoints {
  std::string identity, nosql, object_storage, logging, artifacts, functions, gateway, scheduler;
};
Endpoints EndpointsOfRegion(const std::string& region);
Endpoints AllAt(const std::string& url);  // a stand-in

struct FunctionNeeds {
  std::string name;
  int memory_mb = 256;
  int timeout_s = 30;
};

inline constexpr char kHourly[] = "0 * * * *";

struct Settings {
  std::string compartment_id;
  std::string subnet_id;  // of the application and the gateway
  std::string application = "fotogal";
  std::string shape = "GENERIC_X86";  // of the application, for good; GENERIC_ARM: arm64 images
  std::string bucket = "fotogal";
  oci::nosql::TableLimits limits{true, 0, 0, 25};
  // Of the functions' images: "gru.ocir.io/namespace/fotogal" and a tag. No prefix: where things
  // rest, alone. No tag: functions that are there keep their images, others cannot be made.
  std::string image_prefix, image_tag;
  // Of what was pushed, by function: "sha256:..."; a function without one takes its tag's.
  std::map<std::string, std::string> image_digests;
  // Functions, schedule and deployment too, which need images.
  bool with_functions = false;
  // Cron. Hourly is the shortest interval that Oracle's forms offer; where more is refused it is
  // taken instead.
  std::string sweep_every = kHourly;
  // DDL statements a minute that the service allows; 0: no limit.
  int ddl_per_minute = 4;
  std::vector<FunctionNeeds> functions;
  std::string specification_file;  // named where the specification is wrong; "": not from a file
  // Fills the specification's placeholders: "function.like", "objectstorage.endpoint", ...
  std::function<oci::Result<nlohmann::json>(const std::map<std::string, std::string>& values)>
      specification;
};

struct Access {
  std::shared_ptr<oci::Requester> requester;
  Endpoints endpoints;
  std::chrono::milliseconds look_every{2000};
  std::function<std::string()> new_secret = {};  // 64 hexadecimal digits; of functions alone
};

// Whether API Gateway would take the deployment's specification, with stand-ins for what is not
// made yet; sends nothing. The error tells every rule that it breaks, with its JSON path, what is
// there and what would be right.
oci::Status CheckSpecification(const Access& access, const Settings& settings);

// Of the web client's files.
std::string WebBucket(const Settings& settings);

// Holds what is learned on the way (OCIDs); to live as long as its resources are used.
class Tenancy {
 public:
  Tenancy(Access access, Settings settings);
  ~Tenancy();

  // In the order to make them. Those of the second half need images.
  std::vector<Resource> Resources();
  // For `Authorization`: what the operator pastes once (docs/operate.md says why each is needed).
  // The schedule's group names its OCID, so it is there when the schedule is.
  std::string Policies() const;
  // What was made otherwise than the settings ask, and why.
  std::vector<std::string> Notes() const;
  // What was learned while resources were found or made; "" before.
  std::string Endpoint() const;  // where FotoGal answers: "https://....com"
  std::string LogId() const;
  std::string ObjectNamespace() const;

  struct State;  // tenancy_state.h

 private:
  std::unique_ptr<State> state_;
};

}  // namespace operate::provision
