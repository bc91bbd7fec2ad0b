#include "local/provision/settings.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace local::provision {
namespace {

using Json = nlohmann::json;
using Reader = std::function<bool(const Json& value)>;  // false: of the wrong kind
using Members = std::map<std::string, Reader>;

Reader Text(std::string& to) {
  return [&to](const Json& value) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) return false;
    to = value.get<std::string>();
    return true;
  };
}

Reader Number(int& to, int least, int most) {
  return [&to, least, most](const Json& value) {
    if (!value.is_number_integer() || value < least || value > most) return false;
    to = value.get<int>();
    return true;
  };
}

oci::Status ReadObject(const Json& object, const std::string& prefix, const Members& members) {
  for (const auto& [name, value] : object.items()) {
    const auto member = members.find(name);
    if (member == members.end())
      return oci::ConfigurationError(prefix + name + " is not known here");
    if (!member->second(value)) return oci::ConfigurationError(prefix + name + " is not valid");
  }
  return oci::Ok();
}

Reader OneOf(std::string& to, std::vector<std::string> allowed) {
  return [&to, allowed = std::move(allowed)](const Json& value) {
    return Text(to)(value) && std::find(allowed.begin(), allowed.end(), to) != allowed.end();
  };
}

// {"on_demand": true, "storage_gb": 25} or {"read_units": 50, "write_units": 50, "storage_gb": 5}.
Reader Limits(oci::nosql::TableLimits& to) {
  return [&to](const Json& value) {
    oci::nosql::TableLimits limits{false, 0, 0, 25};
    constexpr int kMostUnits = 40000;
    constexpr int kMostStorage = 5000;
    const Members members = {{"on_demand",
                              [&limits](const Json& flag) {
                                limits.on_demand = flag == true;
                                return flag.is_boolean();
                              }},
                             {"read_units", Number(limits.read_units, 1, kMostUnits)},
                             {"write_units", Number(limits.write_units, 1, kMostUnits)},
                             {"storage_gb", Number(limits.storage_gb, 1, kMostStorage)}};
    if (!value.is_object() || !ReadObject(value, "", members).ok()) return false;
    const bool provisioned = limits.read_units > 0 && limits.write_units > 0;
    if (limits.on_demand ? limits.read_units + limits.write_units > 0 : !provisioned) return false;
    to = limits;
    return true;
  };
}

}  // namespace

oci::Result<SettingsFile> ParseSettings(const std::string& text, const std::string& path) {
  const Json file = Json::parse(text, nullptr, false);
  if (!file.is_object()) return oci::ConfigurationError(path + " is not a JSON object");
  SettingsFile read;
  Settings& settings = read.settings;
  const Members credentials = {{"config_file", Text(read.config_file)},
                               {"profile", Text(read.profile)}};
  const Members members = {{"data", Text(read.data)},
                           {"region", Text(read.region)},
                           {"url", Text(read.url)},
                           {"specification", Text(read.specification)},
                           {"compartment_id", Text(settings.compartment_id)},
                           {"subnet_id", Text(settings.subnet_id)},
                           {"application", Text(settings.application)},
                           {"shape", OneOf(settings.shape, {"GENERIC_X86", "GENERIC_ARM"})},
                           {"bucket", Text(settings.bucket)},
                           {"image_prefix", Text(settings.image_prefix)},
                           {"image_tag", Text(settings.image_tag)},
                           {"sweep_every", Text(settings.sweep_every)},
                           {"ddl_per_minute", Number(settings.ddl_per_minute, 0, 1000)},
                           {"table_limits", Limits(settings.limits)},
                           {"credentials", [&](const Json& value) {
                              return value.is_object() &&
                                     ReadObject(value, "credentials.", credentials).ok();
                            }}};
  OCI_RETURN_IF_ERROR(ReadObject(file, "", members));
  if (!read.data.empty()) {
    if (!file.contains("ddl_per_minute")) settings.ddl_per_minute = 0;
    return read;
  }
  if (read.region.empty()) return oci::ConfigurationError("region is missing");
  if (settings.compartment_id.empty()) return oci::ConfigurationError("compartment_id is missing");
  if (!settings.image_prefix.empty() && settings.subnet_id.empty())
    return oci::ConfigurationError("subnet_id is missing: functions and gateway need a subnet");
  return read;
}

}  // namespace local::provision
