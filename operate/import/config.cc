#include "operate/import/config.h"

#include "configuration/members.h"

namespace operate::v1 {
namespace {

oci::Status ReadCredentials(configuration::Members& side, Side& to) {
  auto members = side.Object("credentials");
  if (!members) return oci::Ok();
  members->Text("config_file", to.config_file);
  members->Text("profile", to.profile);
  return members->Finish();
}

oci::Status ReadTables(configuration::Members& side, Side& to) {
  auto members = side.Object("tables");
  if (!members) return oci::Ok();
  members->Text("users", to.users_table);
  members->Text("images", to.images_table);
  return members->Finish();
}

oci::Status RequireAll(const configuration::Members& members, const Side& side) {
  if (!side.data.empty()) return oci::Ok();
  const bool has_endpoints = !side.nosql_endpoint.empty() && !side.object_storage_endpoint.empty();
  if (side.region.empty() && !has_endpoints) return members.Missing("region");
  if (side.compartment_id.empty()) return members.Missing("compartment_id");
  if (side.object_namespace.empty()) return members.Missing("namespace");
  if (side.bucket.empty()) return members.Missing("bucket");
  return oci::Ok();
}

oci::Result<Side> ReadSide(configuration::Members& members, bool is_source) {
  Side side;
  members.Text("data", side.data);
  members.Region("region", side.region);
  members.Text("compartment_id", side.compartment_id);
  members.Text("namespace", side.object_namespace);
  members.Text("bucket", side.bucket);
  members.Text("nosql_endpoint", side.nosql_endpoint);
  members.Text("object_storage_endpoint", side.object_storage_endpoint);
  OCI_RETURN_IF_ERROR(ReadCredentials(members, side));
  if (is_source) OCI_RETURN_IF_ERROR(ReadTables(members, side));
  OCI_RETURN_IF_ERROR(members.Finish());
  OCI_RETURN_IF_ERROR(RequireAll(members, side));
  return side;
}

}  // namespace

oci::Result<ImportConfig> ParseImportConfig(const std::string& text, const std::string& path) {
  OCI_ASSIGN_OR_RETURN(const auto file, configuration::ParseObject(text, path));
  ImportConfig config;
  config.state_path = path + ".state";
  config.report_path = path + ".report.jsonl";
  configuration::Members members(file, path);
  auto source = members.Object("source"), destination = members.Object("destination");
  members.Text("state", config.state_path);
  members.Text("report", config.report_path);
  members.Number("in_flight", 1, 8, config.in_flight);
  members.Number("patience_seconds", 0, 86400, config.patience_seconds);
  OCI_RETURN_IF_ERROR(members.Finish());
  if (!source) return members.Missing("source");
  if (!destination) return members.Missing("destination");
  OCI_ASSIGN_OR_RETURN(config.source, ReadSide(*source, true));
  OCI_ASSIGN_OR_RETURN(config.destination, ReadSide(*destination, false));
  return config;
}

}  // namespace operate::v1
