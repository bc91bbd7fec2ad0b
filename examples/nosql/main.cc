// [nosql]
// Makes a table, writes and reads rows, and drops the table.
//   example_nosql ENDPOINT COMPARTMENT
// Signs with ~/.oci/config, or with what OCI_CONFIG_FILE and OCI_CONFIG_PROFILE name.
#include <iostream>

#include "nosql/client.h"
#include "oci/credentials.h"
#include "oci/curl_transport.h"

oci::Status Run(nosql::Client& client) {
  const oci::Clock clock = &std::chrono::system_clock::now;
  oci::Call call(clock, clock() + std::chrono::minutes(2));

  const auto create = "CREATE TABLE driver_example (id LONG, name STRING, PRIMARY KEY(id))";
  OCI_ASSIGN_OR_RETURN(
      const auto created,
      client.ChangeTable(call, create,
                         nosql::TableLimits{.read_units = 10, .write_units = 10, .storage_gb = 1}));
  OCI_RETURN_IF_ERROR(client.AwaitTable(call, created));

  OCI_RETURN_IF_ERROR(client.Put(call, "driver_example", {{"id", 7}, {"name", "Ana"}}));
  OCI_ASSIGN_OR_RETURN(const auto refused,
                       client.Put(call, "driver_example", {{"id", 7}, {"name", "Bia"}},
                                  {.when = nosql::PutOptions::When::kIfAbsent}));
  std::cout << "written twice: " << std::boolalpha << refused.done << "\n";

  OCI_ASSIGN_OR_RETURN(const auto row, client.Get(call, "driver_example", {{"id", 7}}));
  if (row) std::cout << "row 7: " << row->value["name"] << "\n";

  const auto statement = "DECLARE $least LONG; SELECT * FROM driver_example WHERE id >= $least";
  nosql::QueryOptions options;
  do {
    OCI_ASSIGN_OR_RETURN(const auto page, client.Query(call, statement, {{"$least", 1}}, options));
    for (const auto& item : page.items) std::cout << "found: " << item << "\n";
    options.page = page.next;
  } while (!options.page.empty());

  OCI_ASSIGN_OR_RETURN(const auto dropped, client.ChangeTable(call, "DROP TABLE driver_example"));
  OCI_RETURN_IF_ERROR(client.AwaitTable(call, dropped));
  std::cout << "requests: " << call.requests << ", signatures: " << call.signatures << "\n";
  return oci::Ok();
}

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: example_nosql ENDPOINT COMPARTMENT\n";
    return 2;
  }
  const auto environment = oci::ProcessEnvironment();
  auto credentials = oci::DefaultCredentials(environment, &std::chrono::system_clock::now);
  if (!credentials.ok()) {
    std::cerr << credentials.error().message << "\n";
    return 1;
  }
  auto transport = oci::MakeCurlTransport({.ca_bundle = oci::FindCaBundle(environment)});
  nosql::Client client(
      std::make_shared<oci::Requester>(oci::ProcessDependencies(transport, *credentials)),
      {.endpoint = arguments[1], .compartment_id = arguments[2]});
  const auto status = Run(client);
  if (status.ok()) return 0;
  std::cerr << status.error().code << ": " << status.error().message << "\n";
  return 1;
}
// [nosql]
