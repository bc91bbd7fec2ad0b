// Client of OCI Email Delivery's HTTPS submission, version 20220926: POST
// {endpoint}/20220926/actions/submitEmail (models of oci-emaildataplane 2.139.1 of Oracle's
// TypeScript SDK). The sender's address must be an approved sender of the region.
#pragma once

#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::email {

struct Address {
  std::string email;      // ASCII only, as the service asks
  std::string name = {};  // shown beside it, UTF-8; may be empty
};

// One mail to one person.
struct Mail {
  Address from;
  std::string sender_compartment_id;  // of the approved sender, OCID
  Address to;
  std::string subject;
  std::string text = {};  // of text and HTML at least one must be given; clients show one of them
  std::string html = {};
  // The header Message-ID, without angle brackets; empty: the service makes one. A mail that is
  // sent again keeps its id, so that receivers can see that it is the same.
  std::string message_id = {};
};

struct Submitted {
  std::string message_id;
  std::string envelope_id;  // by which Oracle finds the submission in its logs
  // True: the address is on the tenancy's list of addresses that mail came back from, and nothing
  // was sent.
  bool suppressed = false;
};

class Client {
 public:
  // endpoint: `httpSubmitEndpoint` of the tenancy's configuration, with or without "https://".
  Client(std::shared_ptr<Requester> requester, std::string endpoint);

  // Retried also after a lost answer, so a mail may be sent twice: a second copy is better than
  // none. Addresses with other than printable ASCII characters and mails without a body are
  // refused before anything is sent (invalid_request).
  Result<Submitted> Submit(Call& call, const Mail& mail);

 private:
  std::shared_ptr<Requester> requester_;
  std::string url_;
};

}  // namespace oci::email
