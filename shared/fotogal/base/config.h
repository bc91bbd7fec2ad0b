// A function's configuration: environment variables only (docs/configuration.md).
#pragma once

#include <string>

#include "fotogal/base/budget_limits.h"
#include "fotogal/base/push_config.h"
#include "oci/credentials.h"
#include "oci/functions.h"
#include "oci/result.h"

namespace fotogal {

// Where the addresses of photos lead (images/photo_addresses.h).
enum class PhotoUrls {
  kStorage,  // to Object Storage itself
  kGateway   // to the gateway, which forwards to Object Storage: /v1/get/...
};

// What carries the rows of NoSQL.
enum class NosqlProtocol {
  kDriver,  // the protocol of Oracle's drivers: one signature for the requests of four minutes
  kRest     // the REST API: every request is signed
};

// What sends mails: OCI Email Delivery. Without a sender nothing is sent.
struct MailConfig {
  std::string sender;    // FOTOGAL_MAIL_SENDER, an approved sender; empty: no mails
  std::string name;      // FOTOGAL_MAIL_NAME: shown beside it, and how mails call the service
  std::string endpoint;  // FOTOGAL_MAIL_ENDPOINT: the HTTPS submit endpoint
  std::string sender_compartment_id;  // FOTOGAL_MAIL_COMPARTMENT_ID; default: the compartment
  std::string web_url;                // FOTOGAL_WEB_URL: where links in mails lead, without "/"

  bool is_on() const { return !sender.empty(); }
};

// Log-in by passkeys (WebAuthn). Without a web address, or with one that is an IP address, there
// are none.
struct PasskeyConfig {
  std::string origin;  // of FOTOGAL_WEB_URL: "https://photos.example", as browsers spell it
  std::string rp_id;   // FOTOGAL_PASSKEY_RP_ID; default: the origin's host

  bool is_on() const { return !rp_id.empty(); }
};

struct Config {
  std::string compartment_id;    // FOTOGAL_COMPARTMENT_ID; default: the resource principal's
  std::string object_namespace;  // FOTOGAL_OBJECT_NAMESPACE
  std::string bucket;            // FOTOGAL_BUCKET
  std::string web_bucket;        // FOTOGAL_WEB_BUCKET; default: the bucket's name and "-web"
  std::string log_id;            // FOTOGAL_LOG_ID; empty: audit events go to stderr only
  // FOTOGAL_FANOUT_FUNCTION_ID and FOTOGAL_FANOUT_INVOKE_ENDPOINT, and so on. Without an id,
  // `sweep` runs the jobs of that function; without an endpoint, it is read from the function's
  // resource.
  oci::functions::Target fanout, deletion, export_data;
  // FOTOGAL_PULL_FOLLOWERS: an author with this many followers is pulled, not pushed.
  int pull_followers = 5000;
  Budgets budgets = kBudgets;                  // FOTOGAL_BUDGETS: budget_limits.h
  PhotoUrls photo_urls = PhotoUrls::kStorage;  // FOTOGAL_PHOTO_URLS: storage or gateway
  // FOTOGAL_NOSQL_PROTOCOL: driver or rest
  NosqlProtocol nosql_protocol = NosqlProtocol::kDriver;
  MailConfig mail;
  PasskeyConfig passkeys;
  PushConfig pushes;           // FOTOGAL_PUSH_KEY, ...: push_config.h
  std::string cursor_key;      // FOTOGAL_CURSOR_KEY, at least 16 bytes
  bool cookie_secure = true;   // FOTOGAL_COOKIE_SECURE=false: cookies over plain HTTP (laptop)
  std::string nosql_endpoint;  // FOTOGAL_NOSQL_ENDPOINT, ...: default: the region's
  std::string object_storage_endpoint;
  std::string logging_endpoint;
  std::string functions_endpoint;  // for reading functions' resources; nothing is invoked there
};

// `region` gives the endpoints that are not set. The error names the variable.
oci::Result<Config> ReadConfig(const oci::Environment& environment, const std::string& region,
                               const std::string& compartment_id);

// An error when the environment lists a name that is almost the name of a setting; the error
// suggests that. Other names are ignored: those of tests, and settings of a later version, which
// are still there after a rollback. ReadConfig begins with this check.
oci::Status CheckVariableNames(const oci::Environment& environment);

}  // namespace fotogal
