// Mails that a running service has sent: they are kept in its data folder.
#pragma once

#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>
#include <string>
#include <vector>

#include "local/running/data_folder.h"
#include "local/standin/email/service.h"

namespace tests {

// Mails of that kind (a name of fotogal::MailKind) to that address, the oldest first.
inline std::vector<nlohmann::json> MailsTo(const std::string& data, const std::string& address,
                                           const std::string& kind) {
  auto mails = standin::ReadMails(local::DataFolder{data}.Mails());
  std::erase_if(mails, [&](const nlohmann::json& mail) {
    return mail.at("recipients").at("to").at(0).at("email") != address ||
           mail.at("messageId").get<std::string>().find("." + kind + "@") == std::string::npos;
  });
  return mails;
}

// The token of the link in a mail.
inline std::string TokenIn(const nlohmann::json& mail) {
  const std::string body = mail.at("bodyText");
  std::smatch found;
  if (!std::regex_search(body, found, std::regex("#([A-Za-z0-9_-]{40,})")))
    throw std::runtime_error("no link: " + body);
  return found[1];
}

}  // namespace tests
