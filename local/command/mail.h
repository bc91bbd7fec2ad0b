// `fotogal mail`: shows the mails that functions have sent, which the stand-in keeps instead of
// sending them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace local {

struct MailOptions {
  std::string data = ".data";
  int number = 0;       // of the mail to show, as the list has it; 0: the list
  std::string to = {};  // only mails to this address, case ignored; empty: all
  bool html = false;    // show the HTML instead of the text
  bool json = false;    // as the stand-in keeps them
};
// Returns the exit code.
int ShowMails(const MailOptions& options);

// The mails (standin::ReadMails) as a table, and one of them as a person reads it.
std::string MailTable(const std::vector<nlohmann::json>& mails, const std::string& to);
std::string MailText(const nlohmann::json& mail, bool html);

}  // namespace local
