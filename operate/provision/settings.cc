#include "operate/provision/settings.h"

#include <utility>

#include "configuration/members.h"
#include "operate/provision/name_rules.h"

namespace operate::provision {
namespace {

// {"on_demand": true, "storage_gb": 25} or {"read_units": 50, "write_units": 50, "storage_gb": 5}.
oci::Status ReadLimits(configuration::Members& file, oci::nosql::TableLimits& to) {
  constexpr const char* kMember = "table_limits";
  constexpr int kMostUnits = 40000;
  constexpr int kMostStorage = 5000;
  auto members = file.Object(kMember);
  if (!members) return oci::Ok();
  oci::nosql::TableLimits limits{false, 0, 0, 25};
  members->Flag("on_demand", limits.on_demand);
  members->Number("read_units", 1, kMostUnits, limits.read_units);
  members->Number("write_units", 1, kMostUnits, limits.write_units);
  members->Number("storage_gb", 1, kMostStorage, limits.storage_gb);
  OCI_RETURN_IF_ERROR(members->Finish());
  const bool provisioned = limits.read_units > 0 && limits.write_units > 0;
  if (limits.on_demand ? limits.read_units + limits.write_units > 0 : !provisioned)
    return file.Wrong(kMember, "{\"on_demand\": true} or {\"read_units\": N, \"write_units\": N}");
  to = limits;
  return oci::Ok();
}

oci::Status ReadCredentials(configuration::Members& file, SettingsFile& to) {
  auto members = file.Object("credentials");
  if (!members) return oci::Ok();
  members->Text("config_file", to.config_file);
  members->Text("profile", to.profile);
  return members->Finish();
}

// {"sender": "no-reply@photos.example", "name": "Photos"}: links in mails lead to `url`.
oci::Status ReadMail(configuration::Members& file, Settings& to) {
  auto members = file.Object("mail");
  if (!members) return oci::Ok();
  members->TextThat("sender", &IsMailAddress, kMailAddressRule, to.mail.sender);
  members->Text("name", to.mail.name);
  OCI_RETURN_IF_ERROR(members->Finish());
  if (to.mail.sender.empty()) return members->Missing("sender");
  if (to.url.empty()) return file.Missing("url", "links in mails lead there");
  return oci::Ok();
}

oci::Status ReadMembers(configuration::Members& members, SettingsFile& read) {
  Settings& settings = read.settings;
  const std::pair<const char*, std::string*> texts[] = {
      {"data", &read.data},
      {"specification", &read.specification},
      {"compartment_id", &settings.compartment_id},
      {"subnet_id", &settings.subnet_id},
      {"application", &settings.application}};
  for (const auto& [name, to] : texts) members.Text(name, *to);
  members.Region("region", read.region);
  members.TextThat("bucket", &IsBucket, kBucketRule, settings.bucket);
  members.TextThat("image_tag", &IsImageTag, kImageTagRule, settings.image_tag);
  members.TextThat("sweep_every", &IsCron, kCronRule, settings.sweep_every);
  // On one machine there is no TLS, and any registry is allowed.
  const bool is_local = members.Has("data");
  members.TextThat("url", is_local ? &IsLocalUrl : &IsServiceUrl,
                   is_local ? kLocalUrlRule : kServiceUrlRule, settings.url);
  members.TextThat("image_prefix", is_local ? &IsImagePrefix : &IsRegionImagePrefix,
                   kImagePrefixRule, settings.image_prefix);
  members.OneOf("shape", {"GENERIC_X86", "GENERIC_ARM"}, settings.shape);
  members.Number("ddl_per_minute", 0, 1000, settings.ddl_per_minute);
  OCI_RETURN_IF_ERROR(ReadLimits(members, settings.limits));
  OCI_RETURN_IF_ERROR(ReadMail(members, settings));
  OCI_RETURN_IF_ERROR(ReadCredentials(members, read));
  return members.Finish();
}

}  // namespace

oci::Result<SettingsFile> ParseSettings(const std::string& text, const std::string& path) {
  OCI_ASSIGN_OR_RETURN(const auto file, configuration::ParseObject(text, path));
  SettingsFile read;
  Settings& settings = read.settings;
  configuration::Members members(file, path);
  OCI_RETURN_IF_ERROR(ReadMembers(members, read));
  if (!read.data.empty()) {
    if (!members.Has("ddl_per_minute")) settings.ddl_per_minute = 0;
    return read;
  }
  if (read.region.empty()) return members.Missing("region");
  if (settings.compartment_id.empty()) return members.Missing("compartment_id");
  if (!settings.image_prefix.empty() && settings.subnet_id.empty())
    return members.Missing("subnet_id", "functions and gateway need a subnet");
  return read;
}

}  // namespace operate::provision
