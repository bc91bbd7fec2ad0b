#include "operate/provision/publish_web.h"

#include <nlohmann/json.hpp>

#include "oci/crypto.h"
#include "oci/files.h"
#include "oci/json_text.h"

namespace operate {
namespace {

using Json = nlohmann::json;

// True: it was written. False: it was there already.
oci::Result<bool> PublishFile(oci::Call& call, const WebPublishing& publishing, const Json& entry) {
  const auto text = [&entry](const char* key) { return entry.value(key, std::string()); };
  OCI_ASSIGN_OR_RETURN(auto bytes,
                       oci::ReadConfiguredFile(publishing.folder + "/" + text("file"), "web"));
  OCI_ASSIGN_OR_RETURN(const auto existing, publishing.objects.Head(call, text("name")));
  if (existing && existing->content_md5 == oci::Base64(oci::Md5(bytes))) return false;
  oci::object_storage::PutOptions options;
  options.content_type = text("content_type");
  options.cache_control = text("cache_control");
  options.content_encoding = text("content_encoding");
  return publishing.objects.Put(call, text("name"), std::move(bytes), options);
}

}  // namespace

oci::Status PublishWeb(oci::Call& call, const WebPublishing& publishing) {
  OCI_ASSIGN_OR_RETURN(const auto text,
                       oci::ReadConfiguredFile(publishing.folder + "/publish.json", "web"));
  const Json list = oci::JsonOf(text);
  if (!list.is_array())
    return oci::ConfigurationError(publishing.folder + "/publish.json: not a list of files");
  OCI_ASSIGN_OR_RETURN(const bool bucket, publishing.objects.BucketExists(call));
  if (!bucket) {
    OCI_RETURN_IF_ERROR(
        publishing.objects.CreateBucket(call, publishing.compartment_id,
                                        oci::object_storage::PublicAccess::kObjectReadWithoutList));
    publishing.report("bucket of the web client");
  }
  int written = 0;
  for (const auto& entry : list) {
    OCI_ASSIGN_OR_RETURN(const bool put, PublishFile(call, publishing, entry));
    written += put ? 1 : 0;
  }
  if (written > 0) publishing.report("web client, " + std::to_string(written) + " files");
  return oci::Ok();
}

}  // namespace operate
