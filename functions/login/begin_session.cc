#include "functions/login/begin_session.h"

#include <nlohmann/json.hpp>

#include "fotogal/account/device_marks.h"
#include "fotogal/base/hashes.h"
#include "fotogal/mail/mail_job.h"
#include "functions/support/device_words.h"

namespace fotogal::login {
namespace {

// A mail that cannot be queued does not keep the person out.
void TellOfNewDevice(Exchange& exchange, const User& user, const std::string& words) {
  const auto mail =
      QueueMail(exchange.context, {.user = user.id, .mail = MailKind::kNewDevice, .device = words});
  if (mail.ok()) {
    SendQueued(exchange.context, *mail);
  } else {
    exchange.note = "no mail about a new device: " + mail.error().code;
  }
}

}  // namespace

Answer BeginSession(Exchange& exchange, const Shown& shown) {
  const User& user = shown.user;
  const std::string words = DeviceWords(exchange.request.headers.Get("User-Agent").value_or(""));
  OCI_ASSIGN_OR_RETURN(const auto session,
                       StartSession(exchange.context, user.id, words, user.is_suspended()));
  if (const auto again = shown.check_again(); !again.ok()) {
    (void)EndSession(exchange.context, Sha256Base64Url(session.token));
    return again.error();
  }
  if (shown.device.empty() && user.email_verified) TellOfNewDevice(exchange, user, words);
  return SessionResponse(
      200, exchange.context, session, user, shown.by,
      shown.device.empty() ? NewDevice(exchange.context.services.random) : shown.device);
}

}  // namespace fotogal::login
