#include "local/command/mail.h"

#include <algorithm>
#include <cstdio>

#include "common/ascii.h"
#include "local/running/data_folder.h"
#include "local/standin/email/service.h"
#include "oci/json_text.h"
#include "terminal/table.h"

namespace local {
namespace {

using nlohmann::json;
using oci::StringMember;

std::string Shown(const json& address) {
  const std::string name = StringMember(address, "name"), email = StringMember(address, "email");
  return name.empty() ? email : name + " <" + email + ">";
}

std::string Recipients(const json& mail) {
  std::string all;
  const json recipients = mail.value("recipients", json::object());
  for (const char* kind : {"to", "cc", "bcc"}) {
    for (const json& address : oci::ArrayMember(recipients, kind))
      all += (all.empty() ? "" : ", ") + Shown(address);
  }
  return all;
}

bool IsTo(const json& mail, const std::string& email) {
  const json recipients = mail.value("recipients", json::object());
  return email.empty() ||
         std::ranges::any_of(oci::ArrayMember(recipients, "to"), [&](const json& address) {
           return common::EqualNoCase(StringMember(address, "email"), email);
         });
}

json MailsTo(const std::vector<json>& mails, const std::string& to) {
  json chosen = json::array();
  for (const json& mail : mails) {
    if (IsTo(mail, to)) chosen.push_back(mail);
  }
  return chosen;
}

oci::Status Show(const MailOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  const auto mails = standin::ReadMails(folder.Mails());
  if (options.number < 0 || static_cast<size_t>(options.number) > mails.size())
    return oci::ConfigurationError("no mail " + std::to_string(options.number) + " in " +
                                   folder.path + ", which has " + std::to_string(mails.size()));
  const json* one = options.number > 0 ? &mails[static_cast<size_t>(options.number) - 1] : nullptr;
  std::string text;
  if (options.json) {
    text = oci::JsonText(one != nullptr ? *one : MailsTo(mails, options.to), 2) + "\n";
  } else {
    text = one != nullptr ? MailText(*one, options.html) : MailTable(mails, options.to);
  }
  std::fputs(text.c_str(), stdout);
  return oci::Ok();
}

}  // namespace

std::string MailTable(const std::vector<json>& mails, const std::string& to) {
  std::vector<terminal::TableRow> rows = {{"MAIL", "TIME", "TO", "SUBJECT"}};
  for (size_t i = 0; i < mails.size(); ++i) {
    if (!IsTo(mails[i], to)) continue;
    rows.push_back({std::to_string(i + 1), StringMember(mails[i], "time"), Recipients(mails[i]),
                    StringMember(mails[i], "subject")});
  }
  return terminal::Table(rows);
}

std::string MailText(const json& mail, bool html) {
  const json sender = mail.value("sender", json::object());
  std::string head = terminal::Table({{"From:", Shown(sender.value("senderAddress", json()))},
                                      {"To:", Recipients(mail)},
                                      {"Date:", StringMember(mail, "time")},
                                      {"Subject:", StringMember(mail, "subject")}});
  std::string body = StringMember(mail, html ? "bodyHtml" : "bodyText");
  if (!body.ends_with('\n')) body += '\n';
  return head + "\n" + body;
}

int ShowMails(const MailOptions& options) {
  const auto shown = Show(options);
  if (shown.ok()) return 0;
  std::fprintf(stderr, "fotogal: %s\n", shown.error().message.c_str());
  return 1;
}

}  // namespace local
