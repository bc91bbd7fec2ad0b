// What `up` needs done in the tenancy that it has started. The code for it is in operate/, which
// includes local/, so local/ cannot include it: command/main.cc passes the functions in.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/object_storage.h"
#include "oci/result.h"

namespace local {

// Where to create the storage, and with which settings.
struct StorageRequest {
  std::function<oci::Call()> call;  // makes a call with enough time for one resource
  std::shared_ptr<oci::Requester> requester;
  std::string standin_url;     // the endpoint of all services except NoSQL
  std::string nosql_endpoint;  // the endpoint of NoSQL
  std::string compartment_id, bucket;
  std::string mail_sender;  // approved to send mails
  // called with one line for each resource that was created
  std::function<void(const std::string&)> report;
};

// The web client's files, and the bucket to put them into.
struct PagesRequest {
  oci::object_storage::Client& objects;
  std::string compartment_id;
  std::string folder;  // the folder that the build of web/ has written
  std::function<void(const std::string&)> report;
};

// Both functions are idempotent, and continue where an interrupted run has ended.
struct Provisioning {
  // Creates tables, buckets and the log; returns the log's OCID.
  std::function<oci::Result<std::string>(const StorageRequest&)> make_storage;
  std::function<oci::Status(oci::Call&, const PagesRequest&)> publish_pages;
};

}  // namespace local
