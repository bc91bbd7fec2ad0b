// Client of OCI Object Storage (docs/contracts/README.md, "Object Storage").
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::object_storage {

struct PutOptions {
  std::string content_type = "application/octet-stream";
  std::string cache_control;
  bool if_absent = false;  // If-None-Match: *
  std::string content_encoding = {};
};

struct GetOptions {
  std::string range;          // "bytes=a-b"; empty: the whole object
  std::string if_none_match;  // etag
};

struct Object {
  int status = 200;  // 200, 206, 304 (no body) or 416
  std::string body, content_type, etag, content_range, last_modified;
  std::string content_md5;  // base64; of the whole object
  std::string cache_control, content_encoding;
  long size = 0;  // of the body; of Head, what the body would have
};

struct ObjectSummary {
  std::string name;
  long size = 0;
  std::string etag, time_created;
};
struct ObjectList {
  std::vector<ObjectSummary> objects;
  std::string next_start;
};  // next_start empty: the end

// One part of an object that is uploaded in parts.
struct Part {
  int number = 0;  // 1..10000; the object is its parts in the order of their numbers
  std::string etag;
};

// Who may read objects of a bucket without a signature; nobody may list them.
enum class PublicAccess { kNone, kObjectReadWithoutList };
const char* TextOf(PublicAccess access);  // "NoPublicAccess", "ObjectReadWithoutList"

enum class ParAccess { kObjectRead, kObjectWrite };
struct PreauthenticatedRequest {
  std::string id, access_uri;
};  // access_uri: "/p/<secret>/n/..."; shown only once
struct ParSummary {
  std::string id, object;
  std::string time_expires;  // RFC 3339
};
struct MultipartUploadSummary {
  std::string object, id;
  std::string time_created;  // RFC 3339
};

template <class Summary>
struct Page {
  std::vector<Summary> items;
  std::string next_page;
};  // next_page empty: the end

// One instance serves all threads of a process. Every operation is retried as client.h says; puts
// are idempotent.
class Client {
 public:
  struct Settings {
    std::string endpoint, namespace_name, bucket;
  };  // endpoint without trailing slash
  Client(std::shared_ptr<Requester> requester, Settings settings);

  // False: options.if_absent and the object exists.
  // A lost answer with if_absent: an object of the very same bytes counts as written by this call.
  Result<bool> Put(Call& call, std::string_view name, std::string body, const PutOptions& options);
  Result<std::optional<Object>> Get(Call& call, std::string_view name,
                                    const GetOptions& options = {});
  Result<std::optional<Object>> Head(Call& call, std::string_view name);
  // False: there was none, or, with `if_match`, another version of it (etag) is there.
  Result<bool> Delete(Call& call, std::string_view name, std::string_view if_match = {});
  Result<ObjectList> List(Call& call, std::string_view prefix, std::string_view start, int limit);

  // An object in parts: nothing is seen of it before the commit. A part may be sent again; its last
  // version counts. Aborting an upload that is gone is success.
  Result<std::string> CreateMultipartUpload(Call& call, std::string_view name,
                                            const std::string& content_type,
                                            const std::string& cache_control = {});  // its id
  Result<Part> UploadPart(Call& call, std::string_view name, std::string_view upload_id, int number,
                          std::string body);
  Status CommitMultipartUpload(Call& call, std::string_view name, std::string_view upload_id,
                               const std::vector<Part>& parts);
  Status AbortMultipartUpload(Call& call, std::string_view name, std::string_view upload_id);
  // A page of the bucket's uploads that are neither committed nor aborted.
  Result<Page<MultipartUploadSummary>> ListMultipartUploads(Call& call, std::string_view page);

  Result<PreauthenticatedRequest> CreatePar(Call& call, std::string_view name,
                                            std::string_view object, ParAccess access,
                                            TimePoint expires);
  Result<bool> DeletePar(Call& call, std::string_view id);
  // Those of objects whose names begin so; a page of them.
  Result<Page<ParSummary>> ListPars(Call& call, std::string_view object_prefix,
                                    std::string_view page);

  Result<std::string> GetNamespace(Call& call);
  Result<bool> BucketExists(Call& call);
  // As the service tells it ("NoPublicAccess", "ObjectRead", ...); nullopt: no such bucket.
  Result<std::optional<std::string>> FindPublicAccess(Call& call);
  Status SetPublicAccess(Call& call, PublicAccess access);
  // An existing one of ours is success, whatever its access.
  Status CreateBucket(Call& call, const std::string& compartment_id,
                      PublicAccess access = PublicAccess::kNone);
  // Of an empty bucket; one that is gone already is success.
  Status DeleteBucket(Call& call);

 private:
  std::string BucketUrl() const;
  std::string ObjectUrl(std::string_view name) const;
  std::string UploadUrl(std::string_view name, std::string_view upload_id) const;
  std::shared_ptr<Requester> requester_;
  Settings settings_;
};

}  // namespace oci::object_storage
