// What sends mails: the approved sender, its domain, and the DKIM key of the domain, which
// receivers look up by a DNS record that the operator sets.
#include "oci/json_text.h"
#include "operate/provision/tenancy_state.h"

namespace operate::provision {
namespace {

using oci::StringMember;
using oci::management::Client;

constexpr const char* kGone = "DELETED";

// The resource whose member `name` is that text, complete as Get returns it.
oci::Result<std::optional<Json>> FindBy(oci::Call& call, Client& client, const std::string& scope,
                                        const char* name, const std::string& text) {
  OCI_ASSIGN_OR_RETURN(const auto listed, client.List(call, scope));
  for (const Json& each : listed) {
    if (StringMember(each, name) == text && StringMember(each, "lifecycleState") != kGone)
      return client.Get(call, StringMember(each, "id"));
  }
  return std::optional<Json>();
}

std::string DomainOf(const std::string& address) { return address.substr(address.rfind('@') + 1); }

// A resource that is found by one member, and created from that and what contains it.
struct MailPart {
  const char* kind;
  std::string name;
  const char* member;
  Client* client;
  const char* scope_member;
  std::function<std::string()> scope;  // "": what contains it does not exist yet
  std::function<void(const Json&)> learn = [](const Json&) {};
  // what the operator has to do
  std::function<std::vector<std::string>(const Json&)> drift = [](const Json&) {
    return std::vector<std::string>();
  };
};

Resource ToResource(Tenancy::State& state, MailPart part) {
  Resource resource;
  resource.kind = part.kind;
  resource.name = part.name;
  resource.find = [part](oci::Call& call) -> oci::Result<std::optional<Found>> {
    if (part.scope().empty()) return std::optional<Found>();
    OCI_ASSIGN_OR_RETURN(const auto found,
                         FindBy(call, *part.client, part.scope(), part.member, part.name));
    if (!found) return std::optional<Found>();
    part.learn(*found);
    return std::optional(Found{StringMember(*found, "id"), StringMember(*found, "lifecycleState"),
                               part.drift(*found)});
  };
  resource.create = [&state, part](oci::Call& call) -> oci::Status {
    const Json details = {{part.scope_member, part.scope()}, {part.member, part.name}};
    const auto token = state.RetryToken(std::string(part.kind) + "/" + part.name);
    OCI_ASSIGN_OR_RETURN(const Json made, part.client->Create(call, details, token));
    part.learn(made);
    return oci::Ok();
  };
  resource.remove = [part](oci::Call& call, const Found& found) {
    return part.client->Delete(call, found.id);
  };
  return resource;
}

// Where mails are submitted; a setting of the whole tenancy, which always exists.
Resource SubmitEndpoint(Tenancy::State& state) {
  Resource resource;
  resource.kind = "mail endpoint";
  resource.name = state.settings.mail.sender;
  resource.find = [&state](oci::Call& call) -> oci::Result<std::optional<Found>> {
    oci::HttpRequest request;
    request.method = "GET";
    request.url = state.access.endpoints.email + "/20170907/configuration?compartmentId=" +
                  state.access.requester->credentials()->tenancy_id();
    OCI_ASSIGN_OR_RETURN(const auto answer, state.access.requester->Send(call, std::move(request),
                                                                         oci::Retry::kIdempotent));
    OCI_ASSIGN_OR_RETURN(const Json configuration, oci::ParseJson(answer));
    state.mail_endpoint = StringMember(configuration, "httpSubmitEndpoint");
    return std::optional(Found{state.mail_endpoint, "ACTIVE", {}});
  };
  return resource;
}

std::vector<std::string> MissingRecord(const Json& dkim) {
  if (StringMember(dkim, "lifecycleState") == "ACTIVE") return {};
  return {"receivers do not find its DNS record yet: CNAME " +
          StringMember(dkim, "dnsSubdomainName") + " " + StringMember(dkim, "cnameRecordValue")};
}

Resource Dkim(Tenancy::State& state, const std::string& domain) {
  return ToResource(state, {.kind = "DKIM",
                            .name = "fotogal-" + domain.substr(0, domain.find('.')),
                            .member = "name",
                            .client = &state.dkims,
                            .scope_member = "emailDomainId",
                            .scope = [&state] { return state.mail_domain_id; },
                            .learn = [&state](const Json& dkim) { state.dkim = dkim; },
                            .drift = MissingRecord});
}

}  // namespace

void AddMail(Tenancy::State& state, std::vector<Resource>& resources) {
  const std::string& sender = state.settings.mail.sender;
  if (sender.empty()) return;
  const auto compartment = [&state] { return state.settings.compartment_id; };
  const std::string domain = DomainOf(sender);
  resources.push_back(SubmitEndpoint(state));
  resources.push_back(ToResource(state, {.kind = "mail domain",
                                         .name = domain,
                                         .member = "name",
                                         .client = &state.mail_domains,
                                         .scope_member = "compartmentId",
                                         .scope = compartment,
                                         .learn = [&state](const Json& found) {
                                           state.mail_domain_id = StringMember(found, "id");
                                         }}));
  resources.push_back(Dkim(state, domain));
  resources.push_back(ToResource(state, {.kind = "mail sender",
                                         .name = sender,
                                         .member = "emailAddress",
                                         .client = &state.senders,
                                         .scope_member = "compartmentId",
                                         .scope = compartment}));
}

std::string MailRecords(const Tenancy::State& state) {
  const std::string& sender = state.settings.mail.sender;
  if (sender.empty()) return "";
  const std::string domain = DomainOf(sender);
  std::string records = "# DNS records for mails from " + sender + "\n" + domain +
                        ". TXT \"v=spf1 include:rp.oracleemaildelivery.com ~all\"\n";
  const auto name = StringMember(state.dkim, "dnsSubdomainName");
  if (!name.empty())
    records += name + ". CNAME " + StringMember(state.dkim, "cnameRecordValue") + ".\n";
  return records + "_dmarc." + domain + ". TXT \"v=DMARC1; p=quarantine\"\n";
}

}  // namespace operate::provision
