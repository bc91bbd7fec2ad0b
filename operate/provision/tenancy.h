// The resources that FotoGal needs in a tenancy, in OCI or local; made from
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

// Endpoints of the services, without slash at the end.
struct Endpoints {
  std::string identity, nosql, object_storage, logging, artifacts, functions, gateway, scheduler,
      email;
};
Endpoints EndpointsOfRegion(const std::string& region);
Endpoints AllAt(const std::string& url);  // all services at one address: a stand-in

struct FunctionNeeds {
  std::string name;
  int memory_mb = 256;
  int timeout_s = 30;
};

// Without a sender FotoGal sends no mails.
struct MailSettings {
  std::string sender;  // "no-reply@photos.example"
  std::string name = "FotoGal";
};

inline constexpr char kHourly[] = "0 * * * *";

struct Settings {
  std::string compartment_id;
  std::string subnet_id;  // of the application and the gateway
  std::string application = "fotogal";
  // of the application, which cannot be changed later; GENERIC_ARM needs arm64 images
  std::string shape = "GENERIC_X86";
  std::string bucket = "fotogal";
  oci::nosql::TableLimits limits{true, 0, 0, 25};
  MailSettings mail;
  std::string url;  // the address for people: "" is the deployment's endpoint
  // Prefix and tag of the functions' images: "gru.ocir.io/namespace/fotogal" and a tag. Without a
  // prefix only storage is provisioned. Without a tag existing functions keep their images, and
  // missing ones cannot be created.
  std::string image_prefix, image_tag;
  // Digests of pushed images by function: "sha256:..."; a function without one gets the image of
  // its tag.
  std::map<std::string, std::string> image_digests;
  // Also provision functions, schedule and deployment, which need images.
  bool with_functions = false;
  // Cron expression. Hourly is the shortest interval that Oracle's forms offer, and is used when a
  // shorter one is refused.
  std::string sweep_every = kHourly;
  // DDL statements that the service allows per minute; 0: no limit.
  int ddl_per_minute = 4;
  std::vector<FunctionNeeds> functions;
  // for errors in the specification; "": it does not come from a file
  std::string specification_file;
  // Fills the specification's placeholders: "function.like", "objectstorage.endpoint", ...
  std::function<oci::Result<nlohmann::json>(const std::map<std::string, std::string>& values)>
      specification;
};

struct Access {
  std::shared_ptr<oci::Requester> requester;
  Endpoints endpoints;
  std::chrono::milliseconds look_every{2000};
  std::function<std::string()> new_secret = {};  // 64 hexadecimal digits; needed for functions only
};

// Checks the deployment specification with invented values for what does not exist yet; sends
// nothing. The error lists every rule that it breaks with the JSON path, the value and what would
// be allowed.
oci::Status CheckSpecification(const Access& access, const Settings& settings);

// The name of the bucket for the web client's files.
std::string WebBucket(const Settings& settings);

// Remembers what is learned while resources are found or created (OCIDs), so it must live as long
// as its resources are used.
class Tenancy {
 public:
  Tenancy(Access access, Settings settings);
  ~Tenancy();

  // In the order of creation. The second half needs images.
  std::vector<Resource> Resources();
  // The policies for `Authorization`, which the operator adds once (docs/operate.md explains each).
  // The schedule's dynamic group contains its OCID, so it is part of the text once the schedule
  // exists.
  std::string Policies() const;
  // The DNS records that receivers of mails look up; "" without a sender. The one for DKIM is known
  // once its key exists.
  std::string MailRecords() const;
  // Lines about what was created differently from the settings, and why.
  std::vector<std::string> Notes() const;
  // Known when the resources have been found or created; "" before.
  std::string Endpoint() const;  // the address of the deployment: "https://....com"
  std::string LogId() const;
  std::string ObjectNamespace() const;

  struct State;  // tenancy_state.h

 private:
  std::unique_ptr<State> state_;
};

}  // namespace operate::provision
