// What `up` needs done in the tenancy that it has started. The operators' code does it, which rests
// on local/ and not the other way round: main hands it over.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/object_storage.h"
#include "oci/result.h"

namespace local {

// Where and in what storage is made.
struct StorageRequest {
  std::function<oci::Call()> call;  // with time enough for one thing
  std::shared_ptr<oci::Requester> requester;
  std::string standin_url;     // of all services but
  std::string nosql_endpoint;  // the tables'
  std::string compartment_id, bucket;
  std::function<void(const std::string&)> report;  // one line a thing that was made
};

// The web client's files and the bucket for them.
struct PagesRequest {
  oci::object_storage::Client& objects;
  std::string compartment_id;
  std::string folder;  // as the build of web/ leaves it
  std::function<void(const std::string&)> report;
};

// Both are idempotent, and go on where an interrupted run has ended.
struct Provisioning {
  // Tables, buckets and the log; answers the log's OCID.
  std::function<oci::Result<std::string>(const StorageRequest&)> make_storage;
  std::function<oci::Status(oci::Call&, const PagesRequest&)> publish_pages;
};

}  // namespace local
