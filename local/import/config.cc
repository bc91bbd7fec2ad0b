#include "local/import/config.h"

#include <nlohmann/json.hpp>
#include <set>

namespace local::v1 {
namespace {

using Json = nlohmann::json;

oci::Error Wrong(const std::string& member, const char* what) {
  return oci::ConfigurationError(member + " " + what);
}

// Reads members of one object and refuses what is left over.
class Members {
 public:
  Members(const Json& object, std::string name) : object_(object), name_(std::move(name)) {}

  void Text(const char* member, std::string& to) {
    const Json* value = Find(member);
    if (value == nullptr) return;
    if (!value->is_string() || value->get_ref<const std::string&>().empty()) {
      Fail(member, "must be a text that is not empty");
      return;
    }
    to = value->get<std::string>();
  }
  void Number(const char* member, int least, int most, int& to) {
    const Json* value = Find(member);
    if (value == nullptr) return;
    if (!value->is_number_integer() || *value < least || *value > most) {
      const std::string range =
          "must be a number from " + std::to_string(least) + " to " + std::to_string(most);
      Fail(member, range.c_str());
      return;
    }
    to = value->get<int>();
  }
  const Json* Find(const char* member) {
    known_.insert(member);
    const auto found = object_.find(member);
    return found == object_.end() ? nullptr : &*found;
  }
  void Fail(const char* member, const char* what) {
    if (!error_) error_ = Wrong(Path(member), what);
  }
  oci::Status Finish() {
    for (const auto& [member, value] : object_.items()) {
      if (!known_.contains(member)) Fail(member.c_str(), "is not known here");
    }
    return error_ ? oci::Status(*error_) : oci::Ok();
  }
  std::string Path(const char* member) const {
    return name_.empty() ? member : name_ + "." + member;
  }

 private:
  const Json& object_;
  std::string name_;
  std::set<std::string> known_;
  std::optional<oci::Error> error_;
};

oci::Status ReadCredentials(Members& side, const std::string& name, Side& to) {
  const Json* credentials = side.Find("credentials");
  if (credentials == nullptr) return oci::Ok();
  if (!credentials->is_object()) return Wrong(name + ".credentials", "must be an object");
  Members members(*credentials, name + ".credentials");
  members.Text("config_file", to.config_file);
  members.Text("profile", to.profile);
  return members.Finish();
}

oci::Status ReadTables(Members& side, Side& to) {
  const Json* tables = side.Find("tables");
  if (tables == nullptr) return oci::Ok();
  if (!tables->is_object()) return Wrong("source.tables", "must be an object");
  Members members(*tables, "source.tables");
  members.Text("users", to.users_table);
  members.Text("images", to.images_table);
  return members.Finish();
}

oci::Status RequireAll(const std::string& name, const Side& side) {
  if (!side.data.empty()) return oci::Ok();
  const bool has_endpoints = !side.nosql_endpoint.empty() && !side.object_storage_endpoint.empty();
  if (side.region.empty() && !has_endpoints) return Wrong(name + ".region", "is missing");
  if (side.compartment_id.empty()) return Wrong(name + ".compartment_id", "is missing");
  if (side.object_namespace.empty()) return Wrong(name + ".namespace", "is missing");
  if (side.bucket.empty()) return Wrong(name + ".bucket", "is missing");
  return oci::Ok();
}

oci::Result<Side> ReadSide(const Json& file, const char* name, bool is_source) {
  Side side;
  const auto found = file.find(name);
  if (found == file.end()) return Wrong(name, "is missing");
  if (!found->is_object()) return Wrong(name, "must be an object");
  Members members(*found, name);
  members.Text("data", side.data);
  members.Text("region", side.region);
  members.Text("compartment_id", side.compartment_id);
  members.Text("namespace", side.object_namespace);
  members.Text("bucket", side.bucket);
  members.Text("nosql_endpoint", side.nosql_endpoint);
  members.Text("object_storage_endpoint", side.object_storage_endpoint);
  OCI_RETURN_IF_ERROR(ReadCredentials(members, name, side));
  if (is_source) OCI_RETURN_IF_ERROR(ReadTables(members, side));
  OCI_RETURN_IF_ERROR(members.Finish());
  OCI_RETURN_IF_ERROR(RequireAll(name, side));
  return side;
}

}  // namespace

oci::Result<ImportConfig> ParseImportConfig(const std::string& text, const std::string& path) {
  const Json file = Json::parse(text, nullptr, false);
  if (!file.is_object()) return oci::ConfigurationError(path + " is not a JSON object");
  ImportConfig config;
  config.state_path = path + ".state";
  config.report_path = path + ".report.jsonl";
  Members members(file, "");
  members.Find("source");
  members.Find("destination");
  members.Text("state", config.state_path);
  members.Text("report", config.report_path);
  members.Number("in_flight", 1, 8, config.in_flight);
  members.Number("patience_seconds", 0, 86400, config.patience_seconds);
  OCI_RETURN_IF_ERROR(members.Finish());
  OCI_ASSIGN_OR_RETURN(config.source, ReadSide(file, "source", true));
  OCI_ASSIGN_OR_RETURN(config.destination, ReadSide(file, "destination", false));
  return config;
}

}  // namespace local::v1
