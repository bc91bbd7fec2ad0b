#include "local/standin/email/service.h"

#include <algorithm>
#include <fstream>
#include <optional>

#include "common/rfc3339.h"
#include "local/standin/base/files.h"
#include "local/standin/base/mail_address.h"
#include "oci/crypto.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr const char* kMailsFile = "mails.jsonl";
constexpr size_t kMostRecipients = 50;

// In printable ASCII.
bool IsAddress(const json& address) {
  const std::string email = StringMember(address, "email");
  return IsMailAddress(email) &&
         std::ranges::all_of(email, [](char c) { return c > ' ' && c < '\x7f'; });
}

std::optional<std::string> WrongRecipients(const json& recipients) {
  size_t count = 0;
  for (const char* kind : {"to", "cc", "bcc"}) {
    for (const json& address : oci::ArrayMember(recipients, kind)) {
      if (!IsAddress(address)) return std::string("recipients.") + kind + " has a wrong address";
      ++count;
    }
  }
  if (count == 0) return "recipients are missing";
  if (count > kMostRecipients) return "a mail has 50 recipients at the most";
  return std::nullopt;
}

// What is wrong with a mail; nullopt: nothing.
std::optional<std::string> WrongMail(const json& mail) {
  if (!mail.is_object()) return "the body is not a JSON object";
  const json sender = mail.value("sender", json::object());
  if (!IsAddress(sender.value("senderAddress", json::object())))
    return "sender.senderAddress is missing or wrong";
  if (StringMember(sender, "compartmentId").empty()) return "sender.compartmentId is missing";
  if (auto wrong = WrongRecipients(mail.value("recipients", json::object()))) return wrong;
  if (StringMember(mail, "subject").empty()) return "subject is missing";
  if (StringMember(mail, "bodyText").empty() && StringMember(mail, "bodyHtml").empty())
    return "bodyText or bodyHtml must be given";
  return std::nullopt;
}

}  // namespace

std::vector<json> ReadMails(const std::filesystem::path& folder) {
  std::vector<json> mails;
  std::ifstream file(folder / kMailsFile);
  for (std::string line; std::getline(file, line);) {
    json mail = oci::JsonOf(line);
    if (mail.is_object()) mails.push_back(std::move(mail));
  }
  return mails;
}

oci::Result<std::unique_ptr<Email>> Email::Open(Options options) {
  OCI_RETURN_IF_ERROR(MakeFolder(options.folder));
  return std::unique_ptr<Email>(new Email(std::move(options)));
}

const std::vector<Route<Email::Handler>>& Email::Routes() {
  static const std::vector<Route<Handler>> kRoutes = {
      {"POST", "/20220926/actions/submitEmail", &Email::Submit},
      {"GET", "/20170907/configuration", &Email::GetConfiguration}};
  return kRoutes;
}

Response Email::Handle(const Request& request) {
  const auto found = FindRoute(Routes(), request.method, request.path);
  return found ? (this->*found->route->handler)(request) : NotServed(request);
}

Response Email::GetConfiguration(const Request& request) {
  if (QueryValue(request, "compartmentId").value_or("") != options_.tenancy_id) return NotFound();
  return JsonResponse({{"compartmentId", options_.tenancy_id},
                       {"httpSubmitEndpoint", options_.public_url},
                       {"smtpSubmitEndpoint", "smtp.email.us-ashburn-1.oci.oraclecloud.com"}});
}

Response Email::Submit(const Request& request) {
  json mail = oci::JsonOf(request.body);
  if (const auto wrong = WrongMail(mail)) return InvalidParameter(*wrong);
  const json& sender = mail["sender"];
  if (!options_.is_approved_sender(StringMember(sender, "compartmentId"),
                                   StringMember(sender["senderAddress"], "email")))
    return NotFound();
  const std::string envelope = oci::Hex(options_.random(16));
  std::string message = StringMember(mail, "messageId");
  if (message.empty()) message = envelope + "@local.oracleemaildelivery.com";
  mail["messageId"] = message;
  mail["envelopeId"] = envelope;
  mail["time"] = common::Rfc3339(options_.clock());
  if (!AppendToFile(options_.folder / kMailsFile, oci::JsonText(mail) + "\n", Force::kToDisk))
    return ErrorResponse(500, "InternalServerError", "cannot keep the mail");
  return JsonResponse(
      {{"messageId", message}, {"envelopeId", envelope}, {"suppressedRecipients", json::array()}});
}

}  // namespace standin
