#include "oci/email.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace oci::email {
namespace {

bool IsMailAddress(std::string_view email) {
  const auto at = email.rfind('@');
  return at != std::string_view::npos && at > 0 && at + 1 < email.size() &&
         std::ranges::all_of(email, [](char c) { return c > ' ' && c < '\x7f'; });
}

nlohmann::json JsonOf(const Address& address) {
  nlohmann::json json = {{"email", address.email}};
  if (!address.name.empty()) json["name"] = address.name;
  return json;
}

Result<std::string> BodyOf(const Mail& mail) {
  if (!IsMailAddress(mail.from.email) || !IsMailAddress(mail.to.email))
    return InvalidRequest("an e-mail address is not one of printable ASCII characters");
  if (mail.text.empty() && mail.html.empty()) return InvalidRequest("a mail needs a body");
  nlohmann::json details = {
      {"sender",
       {{"senderAddress", JsonOf(mail.from)}, {"compartmentId", mail.sender_compartment_id}}},
      {"recipients", {{"to", nlohmann::json::array({JsonOf(mail.to)})}}},
      {"subject", mail.subject}};
  if (!mail.text.empty()) details["bodyText"] = mail.text;
  if (!mail.html.empty()) details["bodyHtml"] = mail.html;
  if (!mail.message_id.empty()) details["messageId"] = mail.message_id;
  return DumpJson(details);
}

std::string WithScheme(std::string endpoint) {
  return endpoint.find("://") == std::string::npos ? "https://" + endpoint : endpoint;
}

}  // namespace

Client::Client(std::shared_ptr<Requester> requester, std::string endpoint)
    : requester_(std::move(requester)),
      url_(WithScheme(std::move(endpoint)) + "/20220926/actions/submitEmail") {}

Result<Submitted> Client::Submit(Call& call, const Mail& mail) {
  HttpRequest request;
  request.method = "POST";
  request.url = url_;
  request.headers = {{"Content-Type", "application/json"}};
  OCI_ASSIGN_OR_RETURN(request.body, BodyOf(mail));
  OCI_ASSIGN_OR_RETURN(const HttpResponse answer,
                       requester_->Send(call, std::move(request), Retry::kIdempotent));
  OCI_ASSIGN_OR_RETURN(const auto document, ParseJson(answer));
  return Submitted{StringMember(document, "messageId"), StringMember(document, "envelopeId"),
                   !ArrayMember(document, "suppressedRecipients").empty()};
}

}  // namespace oci::email
