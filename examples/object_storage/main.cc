// [oci]
// Makes a bucket, writes and reads an object, and deletes both.
//   example_objects ENDPOINT COMPARTMENT
// Signs with ~/.oci/config, or with what OCI_CONFIG_FILE and OCI_CONFIG_PROFILE name.
#include <iostream>

#include "oci/credentials.h"
#include "oci/curl_transport.h"
#include "oci/object_storage.h"

namespace objects = oci::object_storage;

oci::Status Run(const std::shared_ptr<oci::Requester>& requester, const std::string& endpoint,
                const std::string& compartment) {
  const oci::Clock clock = &std::chrono::system_clock::now;
  oci::Call call(clock, clock() + std::chrono::minutes(1));

  objects::Client tenancy(requester, {endpoint, "", ""});
  OCI_ASSIGN_OR_RETURN(const auto name_space, tenancy.GetNamespace(call));
  objects::Client bucket(requester, {endpoint, name_space, "client-example"});
  OCI_RETURN_IF_ERROR(bucket.CreateBucket(call, compartment));

  OCI_RETURN_IF_ERROR(bucket.Put(call, "greeting", "Hello!", {}));
  OCI_ASSIGN_OR_RETURN(const auto object, bucket.Get(call, "greeting"));
  if (object) std::cout << "read: " << object->body << "\n";

  OCI_RETURN_IF_ERROR(bucket.Delete(call, "greeting"));
  OCI_RETURN_IF_ERROR(bucket.DeleteBucket(call));
  std::cout << "requests: " << call.requests << "\n";
  return oci::Ok();
}

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: example_objects ENDPOINT COMPARTMENT\n";
    return 2;
  }
  const auto environment = oci::ProcessEnvironment();
  auto credentials = oci::DefaultCredentials(environment, &std::chrono::system_clock::now);
  if (!credentials.ok()) {
    std::cerr << credentials.error().message << "\n";
    return 1;
  }
  auto transport = oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)});
  const auto requester =
      std::make_shared<oci::Requester>(oci::ProcessDependencies(transport, *credentials));
  const auto status = Run(requester, arguments[1], arguments[2]);
  if (status.ok()) return 0;
  std::cerr << status.error().code << ": " << status.error().message << "\n";
  return 1;
}
// [oci]
