// OCI Object Storage as FotoGal uses it (docs/contracts/README.md, "Object Storage"): namespace,
// buckets, objects, multipart uploads, lists, pre-authenticated requests. Everything else is
// refused with 501 and its name.
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
#include "local/standin/object_storage/multipart_uploads.h"
#include "local/standin/object_storage/object_store.h"
#include "local/standin/object_storage/par_store.h"
#include "oci/call.h"

namespace standin {

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
  Response ListBuckets(const Request& request, const PathValues& at);
  Response CreateBucket(const Request& request, const PathValues& at);
  Response UpdateBucket(const Request& request, const PathValues& at);
  Response GetBucket(const Request& request, const PathValues& at);
  Response DeleteBucket(const Request& request, const PathValues& at);
  // objects.cc
  Response ListObjects(const Request& request, const PathValues& at);
  Response PutObject(const Request& request, const PathValues& at);
  Response GetObject(const Request& request, const PathValues& at);
  Response DeleteObject(const Request& request, const PathValues& at);
  Response RefuseMethodOfObject(const Request& request, const PathValues& at);
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
};

}  // namespace standin
