// Copies the built web client into its bucket, from which the gateway serves it.
#pragma once

#include <functional>
#include <string>

#include "oci/call.h"
#include "oci/object_storage.h"
#include "oci/result.h"

namespace operate {

struct WebPublishing {
  // of the client's bucket, which is created when it is missing
  oci::object_storage::Client& objects;
  std::string compartment_id;
  // The output of web/build: publish.json lists the files as [{"name", "file", "content_type",
  // "cache_control", "content_encoding"}], index.html and what refers to it last.
  std::string folder;
  // called with one line for each file that was written
  std::function<void(const std::string&)> report;
};

// Idempotent: a file with the same bytes is not written again. Files are written in the order of
// the list, so index.html never refers to a missing file; files of an older index.html stay.
oci::Status PublishWeb(oci::Call& call, const WebPublishing& publishing);

}  // namespace operate
