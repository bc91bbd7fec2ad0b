#include "local/standin/management/kinds.h"

#include <algorithm>

namespace standin {
namespace {

using nlohmann::json;

// oci-identity
std::vector<ResourceKind> IdentityKinds() {
  return {
      {.path = "/20160918/compartments",
       .ocid = kCompartmentKind.data(),
       .bare_list = true,
       .slash_may_end = true,
       .name = "name",
       .named_once = true,
       .required = {"compartmentId", "name", "description"},
       .changeable = {"name", "description", "freeformTags", "definedTags"}},
      {.path = "/20160918/policies",
       .ocid = "policy",
       .bare_list = true,
       .slash_may_end = true,
       .name = "name",
       .named_once = true,
       .required = {"compartmentId", "name", "description", "statements"},
       .changeable = {"description", "statements", "versionDate", "freeformTags", "definedTags"}}};
}

// A part of a network (oci-core). `required` and `changeable` without those that all have.
ResourceKind NetworkKind(const char* path, const char* ocid, std::vector<const char*> required,
                         std::vector<const char*> changeable) {
  ResourceKind kind{.path = path,
                    .ocid = ocid,
                    .bare_list = true,
                    .slash_may_end = true,
                    .made = "PROVISIONING",
                    .ready = "AVAILABLE",
                    .required = std::move(required),
                    .changeable = std::move(changeable)};
  kind.required.push_back("compartmentId");
  for (const char* member : {"displayName", "freeformTags", "definedTags"})
    kind.changeable.push_back(member);
  if (ocid == kVcnKind) return kind;
  kind.required.push_back("vcnId");
  kind.parent = "vcnId";
  kind.parent_path = "/20160918/vcns";
  return kind;
}

std::vector<ResourceKind> NetworkKinds() {
  return {NetworkKind("/20160918/vcns", kVcnKind.data(), {}, {}),
          NetworkKind("/20160918/internetGateways", "internetgateway", {"isEnabled"},
                      {"isEnabled", "routeTableId"}),
          NetworkKind("/20160918/routeTables", "routetable", {"routeRules"}, {"routeRules"}),
          NetworkKind("/20160918/securityLists", "securitylist",
                      {"egressSecurityRules", "ingressSecurityRules"},
                      {"egressSecurityRules", "ingressSecurityRules"}),
          NetworkKind("/20160918/subnets", kSubnetKind.data(), {},
                      {"cidrBlock", "routeTableId", "securityListIds", "dhcpOptionsId"})};
}

// oci-artifacts, oci-functions
std::vector<ResourceKind> FunctionKinds() {
  return {
      {.path = "/20160918/container/repositories",
       .ocid = "containerrepo",
       .named_once = true,
       .made = "AVAILABLE",
       .ready = "AVAILABLE",
       .required = {"compartmentId", "displayName"},
       .changeable = {"isImmutable", "isPublic", "readme"},
       .defaults = {{"isImmutable", false},
                    {"isPublic", false},
                    {"imageCount", 0},
                    {"layerCount", 0},
                    {"layersSizeInBytes", 0},
                    {"billableSizeInGBs", 0}}},
      {.path = "/20181201/applications",
       .ocid = "fnapp",
       .bare_list = true,
       .named_once = true,
       .required = {"compartmentId", "displayName", "subnetIds"},
       .changeable = {"config", "networkSecurityGroupIds", "syslogUrl", "traceConfig", "logging"},
       .defaults = {{"shape", "GENERIC_X86"}, {"config", json::object()}}},
      {.path = "/20181201/functions",
       .ocid = kFunctionKind.data(),
       .scope = "applicationId",
       .bare_list = true,
       .named_once = true,
       .required = {"applicationId", "displayName", "memoryInMBs"},
       .changeable = {"image", "imageDigest", "memoryInMBs", "config", "timeoutInSeconds",
                      "detachedModeTimeoutInSeconds", "provisionedConcurrencyConfig"},
       .parent = "applicationId",
       .parent_path = "/20181201/applications",
       .defaults = {{"timeoutInSeconds", 30}, {"config", json::object()}}}};
}

// oci-apigateway, oci-resourcescheduler
std::vector<ResourceKind> GatewayKinds() {
  return {{.path = "/20190501/gateways",
           .ocid = "apigateway",
           .entity = "gateway",
           .operation = "GATEWAY",
           .required = {"compartmentId", "endpointType", "subnetId"},
           .changeable = {"displayName", "certificateId"}},
          {.path = "/20190501/deployments",
           .ocid = "apideployment",
           .entity = "deployment",
           .operation = "DEPLOYMENT",
           .required = {"gatewayId", "compartmentId", "pathPrefix", "specification"},
           .changeable = {"displayName", "specification"},
           .parent = "gatewayId",
           .parent_path = "/20190501/gateways",
           .most_of_parent = 20},  // apigatewaylimits
          {.path = "/20190501/certificates",
           .ocid = kCertificateKind.data(),
           .entity = "certificate",
           .operation = "CERTIFICATE",
           .required = {"compartmentId", "certificate", "privateKey"},
           .changeable = {"displayName", "freeformTags", "definedTags"}},
          {.path = "/20240430/schedules",
           .ocid = kScheduleKind.data(),
           .entity = "schedule",
           .operation = "SCHEDULE",
           .required = {"compartmentId", "action", "recurrenceDetails", "recurrenceType"},
           .changeable = {"displayName", "description", "action", "recurrenceDetails",
                          "recurrenceType", "resources"}}};
}

// oci-email
std::vector<ResourceKind> EmailKinds() {
  return {{.path = "/20170907/senders",
           .ocid = kSenderKind.data(),
           .bare_list = true,
           .name = "emailAddress",
           .named_once = true,
           .required = {"compartmentId", "emailAddress"},
           .changeable = {"emailIpPoolId", "freeformTags", "definedTags"}},
          {.path = "/20170907/emailDomains",
           .ocid = kEmailDomainKind.data(),
           .entity = "emailDomain",
           .operation = "EMAIL_DOMAIN",
           .name = "name",
           .named_once = true,
           .required = {"compartmentId", "name"},
           .changeable = {"description", "freeformTags", "definedTags"}},
          // It becomes ACTIVE when its DNS record is found, which nobody sets here.
          {.path = "/20170907/dkims",
           .ocid = kDkimKind.data(),
           .scope = "emailDomainId",
           .entity = "dkim",
           .operation = "DKIM",
           .name = "name",
           .named_once = true,
           .ready = "NEEDS_ATTENTION",
           .required = {"emailDomainId"},
           .changeable = {"description", "freeformTags", "definedTags"},
           .parent = "emailDomainId",
           .parent_path = "/20170907/emailDomains"}};
}

}  // namespace

const std::vector<ResourceKind>& ResourceKinds() {
  static const std::vector<ResourceKind> kKinds = [] {
    std::vector<ResourceKind> all;
    for (auto some :
         {IdentityKinds(), NetworkKinds(), FunctionKinds(), GatewayKinds(), EmailKinds()})
      all.insert(all.end(), some.begin(), some.end());
    return all;
  }();
  return kKinds;
}

const ResourceKind& KindOf(std::string_view ocid) {
  return *std::find_if(ResourceKinds().begin(), ResourceKinds().end(),
                       [ocid](const ResourceKind& kind) { return kind.Is(ocid); });
}

}  // namespace standin
