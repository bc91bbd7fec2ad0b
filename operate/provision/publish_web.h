// Puts the built web client into its bucket, where the gateway fetches it.
#pragma once

#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/object_storage.h"
#include "oci/result.h"

namespace operate {

struct WebPublishing {
  oci::object_storage::Client& objects;  // of the client's bucket, which is made when missing
  std::string compartment_id;
  // What the build of web/ wrote: publish.json lists the files as
  // [{"name", "file", "content_type", "cache_control", "content_encoding"}], index.html last.
  std::string folder;
  std::function<void(const std::string&)> report;  // one line a thing that was made
};

// Idempotent: what is there with the same bytes is left alone. In the order of the list, so that
// index.html names nothing that is not there; what an older index.html names stays.
oci::Status PublishWeb(oci::Call& call, const WebPublishing& publishing);

}  // namespace operate
