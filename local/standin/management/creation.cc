// Creating resources, and those that are there from the start.
#include <algorithm>

#include "common/rfc3339.h"
#include "local/specification/check.h"
#include "local/standin/base/mail_address.h"
#include "local/standin/management/certificate.h"
#include "local/standin/management/kinds.h"
#include "local/standin/management/rules.h"
#include "local/standin/management/service.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

std::string IdOf(const ResourceKind& kind, const std::string& unique) {
  return std::string("ocid1.") + kind.ocid + ".oc1.local." + unique;
}

// A network or subnet needs at least one block of addresses, in either member.
std::optional<std::string> WrongAddresses(const json& details, const char* list) {
  if (!StringMember(details, "cidrBlock").empty() || !oci::ArrayMember(details, list).empty())
    return std::nullopt;
  return std::string("cidrBlock or ") + list + " is missing";
}

void CompleteAddresses(json& body, const char* list) {
  if (oci::ArrayMember(body, list).empty()) body[list] = json::array({body["cidrBlock"]});
  if (!body.contains("cidrBlock")) body["cidrBlock"] = body[list][0];
}

// The private key is not kept, because nothing here ends TLS.
void CompleteCertificate(json& body) {
  const auto facts = ReadCertificate(StringMember(body, "certificate"));
  body.erase("privateKey");
  body["subjectNames"] = facts->subject_names;
  body["timeNotValidAfter"] = common::Rfc3339(facts->not_valid_after);
}

// A DKIM selector and the DNS record by which receivers find its key.
void CompleteDkim(json& body, const std::string& domain, const std::string& unique) {
  if (StringMember(body, "name").empty()) body["name"] = "local-iad-" + unique.substr(0, 8);
  const std::string selector = StringMember(body, "name");
  body["dnsSubdomainName"] = selector + "._domainkey." + domain;
  body["cnameRecordValue"] = selector + "." + domain + ".dkim.iad1.oracleemaildelivery.com";
}

}  // namespace

bool Management::KnowsCompartment(const std::string& id) const {
  if (id == options_.tenancy_id) return true;
  const auto found = documents_.find(id);
  return found != documents_.end() && (*found)["kind"] == KindOf(kCompartmentKind).path;
}

json Management::StartDocument(const ResourceKind& kind, const std::string& id, json body) const {
  body["id"] = id;
  body["lifecycleState"] = kind.made;
  body["timeCreated"] = body["timeUpdated"] = common::Rfc3339(options_.clock());
  if (!body.contains("compartmentId")) body["compartmentId"] = options_.compartment_id;
  for (const auto& [name, value] : kind.defaults)
    if (!body.contains(name)) body[name] = value;
  return {{"kind", kind.path}, {"body", std::move(body)}};
}

// The compartment of the stand-in, and a network with the subnet that provisioning names when its
// settings have none (UseLocalCloud in operate/command/operation.cc).
void Management::AddWhatIsThere() {
  const auto add = [this](const char* ocid, const std::string& id, json body) {
    if (documents_.contains(id)) return;
    json document = StartDocument(KindOf(ocid), id, std::move(body));
    document["body"]["lifecycleState"] = KindOf(ocid).ready;
    document["stays"] = true;
    documents_[id] = std::move(document);
  };
  add(kCompartmentKind.data(), options_.compartment_id,
      {{"compartmentId", options_.tenancy_id},
       {"name", "local"},
       {"description", "The compartment of the local cloud"}});
  const std::string vcn = "ocid1.vcn.oc1..local", routes = "ocid1.routetable.oc1..local",
                    rules = "ocid1.securitylist.oc1..local";
  add(kVcnKind.data(), vcn,
      {{"displayName", "local"},
       {"cidrBlock", "10.0.0.0/16"},
       {"cidrBlocks", {"10.0.0.0/16"}},
       {"defaultRouteTableId", routes},
       {"defaultSecurityListId", rules}});
  AddDefaultsOf(vcn, routes, rules, options_.compartment_id);
  add(kSubnetKind.data(), "ocid1.subnet.oc1..local",
      {{"displayName", "local"},
       {"vcnId", vcn},
       {"cidrBlock", "10.0.0.0/24"},
       {"routeTableId", routes},
       {"securityListIds", json::array({rules})},
       {"virtualRouterMac", "00:00:17:00:00:01"}});
}

// A network has a route table and a security list from the start, which go with it.
void Management::AddDefaultsOf(const std::string& vcn, const std::string& routes,
                               const std::string& rules, const std::string& compartment) {
  const auto add = [&](const char* ocid, const std::string& id, json body) {
    if (documents_.contains(id)) return;
    body.update({{"vcnId", vcn}, {"compartmentId", compartment}});
    documents_[id] = StartDocument(KindOf(ocid), id, std::move(body));
    documents_[id]["goes_with"] = vcn;
  };
  add("routetable", routes,
      {{"displayName", "Default Route Table"}, {"routeRules", json::array()}});
  add("securitylist", rules,
      {{"displayName", "Default Security List"},
       {"egressSecurityRules", json::array()},
       {"ingressSecurityRules", json::array()}});
}

size_t Management::CountOf(const ResourceKind& kind, const json& parent) const {
  return static_cast<size_t>(
      std::count_if(documents_.begin(), documents_.end(), [&](const json& document) {
        return document["kind"] == kind.path && document["body"][kind.parent] == parent;
      }));
}

std::optional<Response> Management::RefuseParents(const json& details,
                                                  const ResourceKind& kind) const {
  if (kind.parent != nullptr) {
    const auto parent = documents_.find(StringMember(details, kind.parent));
    if (parent == documents_.end() || (*parent)["kind"] != kind.parent_path) return NotFound();
  }
  if (kind.most_of_parent > 0 && CountOf(kind, details[kind.parent]) >= kind.most_of_parent)
    return ErrorResponse(
        400, "LimitExceeded",
        "a gateway has " + std::to_string(kind.most_of_parent) + " deployments at the most");
  const auto compartment = StringMember(details, "compartmentId");
  if (!compartment.empty() && !KnowsCompartment(compartment)) return NotFound();
  return std::nullopt;
}

std::optional<Response> Management::RefuseDocument(const json& document,
                                                   const ResourceKind& kind) const {
  std::optional<std::string> wrong;
  if (kind.Is(kFunctionKind)) {
    const auto application = documents_.find(StringMember(document, "applicationId"));
    wrong = WrongFunction(document);
    if (!wrong && application != documents_.end())
      wrong = WrongConfig((*application)["body"].value("config", json()),
                          document.value("config", json()));
  }
  if (kind.Is("fnapp")) wrong = WrongConfig(document.value("config", json()), nullptr);
  if (kind.Is(kScheduleKind)) wrong = WrongSchedule(document, options_.schedule_times_an_hour);
  if (kind.Is(kVcnKind)) wrong = WrongAddresses(document, "cidrBlocks");
  if (kind.Is(kSubnetKind)) wrong = WrongAddresses(document, "ipv4CidrBlocks");
  if (kind.Is(kCertificateKind) && !ReadCertificate(StringMember(document, "certificate")))
    wrong = "certificate is not a certificate in PEM";
  if (kind.Is(kSenderKind) && !IsMailAddress(StringMember(document, "emailAddress")))
    wrong = "emailAddress is not an e-mail address";
  if (wrong) return InvalidParameter(*wrong);
  const auto certificate = StringMember(document, "certificateId");
  if (kind.Is("apigateway") && !certificate.empty()) {
    const auto found = documents_.find(certificate);
    if (found == documents_.end() || (*found)["kind"] != KindOf(kCertificateKind).path)
      return NotFound();
  }
  return std::nullopt;
}

// What only some kinds have.
void Management::Complete(json& body, const ResourceKind& kind, const std::string& unique) {
  if (kind.Is(kFunctionKind))
    body["compartmentId"] =
        documents_[StringMember(body, "applicationId")]["body"]["compartmentId"];
  if (kind.Is("containerrepo")) body["namespace"] = options_.object_namespace;
  if (kind.Is("apigateway")) {
    body["hostname"] = unique.substr(0, 26) + ".apigateway.local.oci.customer-oci.com";
    body["ipAddresses"] = json::array({{{"ipAddress", "127.0.0.1"}}});
  }
  if (kind.Is("apideployment")) {
    const auto& gateway = documents_[StringMember(body, "gatewayId")]["body"];
    body["endpoint"] =
        "https://" + StringMember(gateway, "hostname") + StringMember(body, "pathPrefix");
  }
  if (kind.Is(kCertificateKind)) CompleteCertificate(body);
  if (kind.Is(kDkimKind)) {
    const auto& domain = documents_[StringMember(body, "emailDomainId")]["body"];
    body["compartmentId"] = domain["compartmentId"];
    CompleteDkim(body, StringMember(domain, "name"), unique);
  }
  if (kind.Is(kVcnKind)) {
    CompleteAddresses(body, "cidrBlocks");
    body["defaultRouteTableId"] = IdOf(KindOf("routetable"), unique);
    body["defaultSecurityListId"] = IdOf(KindOf("securitylist"), unique);
  }
  if (kind.Is(kSubnetKind)) {
    CompleteAddresses(body, "ipv4CidrBlocks");
    const auto& vcn = documents_[StringMember(body, "vcnId")]["body"];
    if (!body.contains("routeTableId")) body["routeTableId"] = vcn["defaultRouteTableId"];
    if (!body.contains("securityListIds"))
      body["securityListIds"] = json::array({vcn["defaultSecurityListId"]});
    body["virtualRouterMac"] = "00:00:17:00:00:01";
  }
}

json Management::NewDocument(const json& details, const ResourceKind& kind) {
  const std::string unique = oci::Hex(options_.random(20));
  json document = StartDocument(kind, IdOf(kind, unique), details);
  Complete(document["body"], kind, unique);
  return document;
}

Response Management::Create(const Request& request, const std::string&, const ResourceKind* of) {
  const ResourceKind& kind = *of;
  const auto details = BodyOf(request);
  if (!details.ok()) return InvalidParameter(details.error().message);
  for (const char* name : kind.required)
    if (!details->contains(name) || (*details)[name].is_null())
      return InvalidParameter(std::string(name) + " may not be null");
  if (auto refusal = RefuseParents(*details, kind)) return std::move(*refusal);
  if (auto refusal = RefuseDocument(*details, kind)) return std::move(*refusal);
  if (auto refusal = RefuseSpecification(kind, *details)) return std::move(*refusal);
  const std::string token(oci::FindHeader(request.headers, "opc-retry-token"));
  for (const auto& [id, document] : documents_.items()) {
    if (document["kind"] != kind.path) continue;
    // The retry of a creation gets the same response as the creation.
    if (!token.empty() && StringMember(document, "token") == token)
      return Answer(document["body"], StringMember(document, "work_request"));
    if (kind.named_once && document["body"][kind.scope] == (*details)[kind.scope] &&
        document["body"][kind.name] == (*details)[kind.name])
      return Conflict("a resource of this name exists already");
  }
  json document = NewDocument(*details, kind);
  const json body = document["body"];
  const auto work = RecordWork(kind, "CREATE", body);
  if (!work.ok()) return DiskFailed();
  document["token"] = token;
  document["work_request"] = *work;
  documents_[StringMember(body, "id")] = std::move(document);
  if (kind.Is(kVcnKind))
    AddDefaultsOf(StringMember(body, "id"), StringMember(body, "defaultRouteTableId"),
                  StringMember(body, "defaultSecurityListId"), StringMember(body, "compartmentId"));
  if (auto saved = Save(); !saved.ok()) return DiskFailed();
  return Answer(body, *work);
}

// For a deployment: refuses a specification that breaks rules, and lists all of them.
std::optional<Response> Management::RefuseSpecification(const ResourceKind& kind,
                                                        const json& details) {
  if (!kind.Is("apideployment")) return std::nullopt;
  const auto violations = local::CheckDeployment(details);
  if (violations.empty()) return std::nullopt;
  return InvalidParameter(local::Lines(violations, "\n"));
}

}  // namespace standin
