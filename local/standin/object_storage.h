// OCI Object Storage as FotoGal uses it (docs/contracts/README.md, "Object Storage"): namespace,
// buckets, objects whole and in parts, listing, pre-authenticated requests. What it does not serve
// it refuses with 501 and its name.
#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "local/standin/answers.h"
#include "local/standin/multipart_uploads.h"
#include "local/standin/object_store.h"
#include "local/standin/par_store.h"
#include "oci/call.h"

namespace standin {

// 1 to 256 letters, digits, hyphens, underscores and periods.
bool IsBucketName(const std::string& name);

class ObjectStorage {
 public:
  struct Options {
    std::filesystem::path folder;
    std::string namespace_name, compartment_id, user_id;
    std::string public_url;  // "http://127.0.0.1:8081"; what a PAR's fullPath begins with
    oci::Clock clock;
    ObjectStore::Random random;
    size_t least_part = 10 * 1024 * 1024;  // bytes; the last part of an upload may be smaller
  };
  static oci::Result<std::unique_ptr<ObjectStorage>> Open(Options options);

  // Paths "/n..."; the caller has verified the signature. Safe from several threads at once.
  Response Handle(const Request& request);
  // Requests without a signature, paths "/n...": reads of objects in buckets that are public for
  // that. nullopt: such a request needs one.
  std::optional<Response> HandleAnonymous(const Request& request);
  // Paths "/p/<secret>/n/<namespace>/b/<bucket>/o/<object>", not signed.
  Response HandlePar(const Request& request);

 private:
  ObjectStorage(Options options, std::unique_ptr<ObjectStore> objects,
                std::unique_ptr<ParStore> pars);

  Response HandleBuckets(const Request& request);
  Response UpdateBucket(const Request& request, const std::string& bucket);
  Response HandleBucket(const Request& request, const std::string& bucket);
  Response HandlePars(const Request& request, const std::string& bucket, const std::string& par_id);
  Response CreateBucket(const Request& request);
  Response CreatePar(const Request& request, const std::string& bucket);
  Response HandleObject(const Request& request, const std::string& bucket,
                        const std::string& object);
  Response PutObject(const Request& request, const std::string& bucket, const std::string& object);
  Response GetObject(const Request& request, const std::string& bucket, const std::string& object);
  Response DeleteObject(const Request& request, const std::string& bucket,
                        const std::string& object);
  Response HandleUploads(const Request& request, const std::string& bucket,
                         const std::string& object);
  Response CreateMultipartUpload(const Request& request, const std::string& bucket);
  nlohmann::json DescribeUpload(const MultipartUpload& upload) const;
  Response PutPart(const Request& request, const MultipartUpload& upload);
  Response CommitUpload(const Request& request, const MultipartUpload& upload);
  Response ListObjects(const Request& request, const std::string& bucket);

  const Options options_;
  const std::unique_ptr<ObjectStore> objects_;
  const std::unique_ptr<ParStore> pars_;
  MultipartUploads uploads_;
};

}  // namespace standin
