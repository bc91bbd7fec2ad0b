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
  bool if_absent = false;  // sends If-None-Match: *
  std::string content_encoding = {};
  std::string content_disposition = {};  // "attachment; filename=..."
};

struct GetOptions {
  std::string range;          // "bytes=a-b"; empty: the whole object
  std::string if_none_match;  // an etag
};

struct Object {
  int status = 200;  // 200, 206, 304 (no body) or 416
  std::string body, content_type, etag, content_range, last_modified;
  std::string content_md5;  // base64; of the whole object
  std::string cache_control, content_encoding, content_disposition;
  long size = 0;  // bytes of the body; for Head, bytes of the object
};

struct ObjectSummary {
  std::string name;
  long size = 0;
  std::string etag, time_created;
};
struct ObjectList {
  std::vector<ObjectSummary> objects;
  std::string next_start;
};  // next_start is empty on the last page

// One part of an object that is uploaded in parts.
struct Part {
  int number = 0;  // 1 to 10,000; the object is the parts in the order of their numbers
  std::string etag;
};

// Who may read the objects of a bucket without a signature. Nobody may list them.
enum class PublicAccess { kNone, kObjectReadWithoutList };
const char* TextOf(PublicAccess access);  // "NoPublicAccess", "ObjectReadWithoutList"

// kAnyObjectRead: every object whose name begins with the given one. None of them allows listing.
enum class ParAccess { kObjectRead, kObjectWrite, kAnyObjectRead };
const char* TextOf(ParAccess access);  // "ObjectRead", ...
struct PreauthenticatedRequest {
  std::string id, access_uri;
};  // access_uri: "/p/<secret>/n/..."; the service returns it only when the PAR is created. Of a
    // PAR for any object it ends with "/o/", to which the name of an object is added.
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
};  // next_page is empty on the last page

// One instance serves all threads of a process. Every operation is retried as described in
// client.h; all puts count as idempotent.
class Client {
 public:
  struct Settings {
    std::string endpoint, namespace_name, bucket;
  };  // the endpoint ends without a slash
  Client(std::shared_ptr<Requester> requester, Settings settings);

  // False: options.if_absent is set and the object exists. When a response is lost and if_absent is
  // set, an object with the same bytes counts as written by this call.
  Result<bool> Put(Call& call, std::string_view name, std::string body, const PutOptions& options);
  Result<std::optional<Object>> Get(Call& call, std::string_view name,
                                    const GetOptions& options = {});
  Result<std::optional<Object>> Head(Call& call, std::string_view name);
  // False: there is no such object, or, with `if_match`, it has another etag.
  Result<bool> Delete(Call& call, std::string_view name, std::string_view if_match = {});
  // POST .../actions/renameObject; an object of the new name is replaced. False: there is no object
  // of the old name.
  Result<bool> Rename(Call& call, std::string_view name, std::string_view new_name);
  Result<ObjectList> List(Call& call, std::string_view prefix, std::string_view start, int limit);

  // Multipart uploads: the object appears when the upload is committed. A part may be sent again;
  // the last one counts. The result is the id of the upload. Aborting an upload that does not exist
  // is success.
  Result<std::string> CreateMultipartUpload(Call& call, std::string_view name,
                                            const std::string& content_type,
                                            const std::string& cache_control = {},
                                            const std::string& content_disposition = {});
  Result<Part> UploadPart(Call& call, std::string_view name, std::string_view upload_id, int number,
                          std::string body);
  Status CommitMultipartUpload(Call& call, std::string_view name, std::string_view upload_id,
                               const std::vector<Part>& parts);
  Status AbortMultipartUpload(Call& call, std::string_view name, std::string_view upload_id);
  // One page of the bucket's uploads that are neither committed nor aborted.
  Result<Page<MultipartUploadSummary>> ListMultipartUploads(Call& call, std::string_view page);

  Result<PreauthenticatedRequest> CreatePar(Call& call, std::string_view name,
                                            std::string_view object, ParAccess access,
                                            TimePoint expires);
  Result<bool> DeletePar(Call& call, std::string_view id);
  Result<std::optional<ParSummary>> FindPar(Call& call, std::string_view id);
  // One page of the PARs of objects whose names begin with `object_prefix`.
  Result<Page<ParSummary>> ListPars(Call& call, std::string_view object_prefix,
                                    std::string_view page);

  Result<std::string> GetNamespace(Call& call);
  Result<bool> BucketExists(Call& call);
  // The service's value ("NoPublicAccess", "ObjectRead", ...); nullopt: there is no such bucket.
  Result<std::optional<std::string>> FindPublicAccess(Call& call);
  Status SetPublicAccess(Call& call, PublicAccess access);
  // Success also when the tenancy has this bucket already, whatever its public access.
  Status CreateBucket(Call& call, const std::string& compartment_id,
                      PublicAccess access = PublicAccess::kNone);
  // The bucket must be empty. Deleting a bucket that does not exist is success.
  Status DeleteBucket(Call& call);

 private:
  std::string BucketUrl() const;
  std::string ObjectUrl(std::string_view name) const;
  std::string UploadUrl(std::string_view name, std::string_view upload_id) const;
  std::shared_ptr<Requester> requester_;
  Settings settings_;
};

}  // namespace oci::object_storage
