// OCI Email Delivery's submission over HTTPS (models of oci-emaildataplane 2.139.1): mails are
// checked and kept in a file instead of being sent. Approved senders, e-mail domains and DKIMs are
// in management/.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

// The mails that were submitted, the oldest first: the documents as they were sent, with "time"
// (RFC 3339) and "envelopeId". Lines that cannot be read are left out.
std::vector<nlohmann::json> ReadMails(const std::filesystem::path& folder);

class Email {
 public:
  struct Options {
    std::filesystem::path folder;
    std::string tenancy_id;
    std::string public_url;  // httpSubmitEndpoint of the tenancy's configuration
    oci::Clock clock;
    Random random;
    // Whether mails may come from this address; Management::IsApprovedSender.
    std::function<bool(const std::string& compartment_id, const std::string& email)>
        is_approved_sender;
  };
  static oci::Result<std::unique_ptr<Email>> Open(Options options);

  // Handles "/20220926/..." and "/20170907/configuration"; the caller has verified the signature.
  // May be called from several threads at once.
  Response Handle(const Request& request);

 private:
  using Handler = Response (Email::*)(const Request& request);
  static const std::vector<Route<Handler>>& Routes();
  explicit Email(Options options) : options_(std::move(options)) {}
  Response Submit(const Request& request);
  Response GetConfiguration(const Request& request);

  const Options options_;
};

}  // namespace standin
