// OCI Object Storage (docs/contracts/README.md, "Object Storage"): namespace, buckets, objects and
// their versions, multipart uploads, lists, copies, pre-authenticated requests; lifecycle policies
// are kept and have no effect. Everything else is refused with 501 and its name.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "local/standin/base/work_requests.h"
#include "local/standin/object_storage/multipart_uploads.h"
#include "local/standin/object_storage/object_store.h"
#include "local/standin/object_storage/par_store.h"
#include "oci/call.h"

namespace standin {

inline constexpr const char* kPublicObjects = "ObjectReadWithoutList";

// The parameter versionId of a request that has no other.
std::optional<std::string> VersionAsked(const Request& request);

// 1 to 256 letters, digits, hyphens, underscores and periods.
bool IsBucketName(const std::string& name);

class ObjectStorage {
 public:
  struct Options {
    std::filesystem::path folder;
    std::string namespace_name, compartment_id, user_id;
    std::string public_url;  // "http://127.0.0.1:8081"; the fullPath of a PAR begins with it
    oci::Clock clock;
    Random random;
    size_t least_part = 10 * 1024 * 1024;  // bytes; the last part of an upload may be smaller
    std::string region = "us-ashburn-1";   // where copies can be made to
  };
  static oci::Result<std::unique_ptr<ObjectStorage>> Open(Options options);

  // Handles paths "/n..."; the caller has verified the signature. May be called from several
  // threads at once.
  Response Handle(const Request& request);
  // Handles requests without signature, paths "/n...": reading objects of public buckets. nullopt:
  // the request needs a signature.
  std::optional<Response> HandleAnonymous(const Request& request);
  // Handles paths "/p/<secret>/n/<namespace>/b/<bucket>/o/<object>", without signature.
  Response HandlePar(const Request& request);

 private:
  ObjectStorage(Options options, std::unique_ptr<ObjectStore> objects,
                std::unique_ptr<ParStore> pars);

  // The handler of a route, and what must exist before it is called: the bucket; a name of an
  // object and no query.
  using Function = Response (ObjectStorage::*)(const Request& request, const PathValues& at);
  enum class In { kNone, kBucket, kObject };
  struct Action {
    Function function;
    In in = In::kNone;
  };
  using StorageRoute = Route<Action>;
  static const std::vector<StorageRoute>& Routes();
  Response Answer(const Request& request, const FoundRoute<Action>& found);
  bool Allows(const Par& par, std::string_view method, const PathValues& at) const;

  // service.cc
  Response GetNamespace(const Request& request, const PathValues& at);
  Response RefuseMethod(const Request& request, const PathValues& at);
  Response RefuseMetadata(const Request& request, const PathValues& at);
  Response RefuseMethodOfBucket(const Request& request, const PathValues& at);
  Response RefuseKind(const Request& request, const PathValues& at);
  static Response RefuseQuery(const Request& request);
  static std::optional<Response> RefuseName(const std::string& object);
  // buckets.cc
  Response ListBuckets(const Request& request, const PathValues& at);
  Response CreateBucket(const Request& request, const PathValues& at);
  Response UpdateBucket(const Request& request, const PathValues& at);
  Response GetBucket(const Request& request, const PathValues& at);
  Response DeleteBucket(const Request& request, const PathValues& at);
  std::optional<Response> RefuseUpdate(const Request& request, const nlohmann::json& details,
                                       const BucketInfo& bucket) const;
  Response PutLifecycle(const Request& request, const PathValues& at);
  Response GetLifecycle(const Request& request, const PathValues& at);
  Response DeleteLifecycle(const Request& request, const PathValues& at);
  static Response AnswerLifecycle(const nlohmann::json& policy);
  // objects.cc
  Response ListObjects(const Request& request, const PathValues& at);
  Response PutObject(const Request& request, const PathValues& at);
  Response GetObject(const Request& request, const PathValues& at);
  Response DeleteObject(const Request& request, const PathValues& at);
  Response RefuseMethodOfObject(const Request& request, const PathValues& at);
  Response DeleteVersion(const std::string& bucket, const std::string& object,
                         const std::string& version);
  // versions.cc
  Response ListVersions(const Request& request, const PathValues& at);
  // copies.cc
  Response RenameObject(const Request& request, const PathValues& at);
  Response CopyObject(const Request& request, const PathValues& at);
  oci::Result<std::optional<ObjectInfo>> Store(const std::string& bucket, const std::string& object,
                                               oci::HeaderList headers, std::string_view bytes,
                                               const ObjectStore::Condition& condition);
  static oci::HeaderList CopiedHeaders(oci::HeaderList headers, const nlohmann::json& details);
  nlohmann::json CopyResource(const char* action, const std::string& bucket,
                              const std::string& object) const;
  Response ListWorkRequests(const Request& request, const PathValues& at);
  Response GetWorkRequest(const Request& request, const PathValues& at);
  Response GetWorkDetails(const Request& request, const PathValues& at);
  // multipart.cc
  Response ListUploads(const Request& request, const PathValues& at);
  Response CreateUpload(const Request& request, const PathValues& at);
  Response PutPart(const Request& request, const PathValues& at);
  Response CommitUpload(const Request& request, const PathValues& at);
  Response AbortUpload(const Request& request, const PathValues& at);
  Response RefuseMethodOfUploads(const Request& request, const PathValues& at);
  Response RefuseMethodOfUpload(const Request& request, const PathValues& at);
  nlohmann::json DescribeUpload(const MultipartUpload& upload) const;
  std::optional<MultipartUpload> FindUpload(const Request& request, const PathValues& at) const;
  // pars.cc
  Response ListPars(const Request& request, const PathValues& at);
  Response CreatePar(const Request& request, const PathValues& at);
  Response GetPar(const Request& request, const PathValues& at);
  Response DeletePar(const Request& request, const PathValues& at);

  const Options options_;
  const std::unique_ptr<ObjectStore> objects_;
  const std::unique_ptr<ParStore> pars_;
  MultipartUploads uploads_;
  WorkRequests work_;
};

}  // namespace standin
