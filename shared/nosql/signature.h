// The signature of requests to /V2/nosql/data. It covers only the target, the host and the date, so
// one serves every request until it is too old.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "oci/call.h"
#include "oci/credentials_provider.h"
#include "oci/http.h"
#include "oci/result.h"

namespace nosql {

// May be used from several threads at once. While one makes a signature, the others wait for it.
class Signature {
 public:
  // The service takes dates that differ from its clock by up to five minutes.
  static constexpr std::chrono::seconds kLifetime{240};
  // RenewEarly makes the next one from this age on.
  static constexpr std::chrono::seconds kEarly{200};

  // url: of the requests, complete.
  Signature(std::string url, std::shared_ptr<oci::CredentialsProvider> credentials,
            oci::Clock clock);

  // Sets the headers date, host and authorization. Makes a new signature when there is none, when
  // it is older than kLifetime, when the clock stands before the time it was made, and when the
  // credentials are no longer those that made it.
  oci::Status Sign(oci::HttpRequest& request);
  // Between calls, when nobody waits: makes the next signature when this one soon has to be
  // replaced. Does nothing before the first Sign. A failure leaves it to the next Sign.
  void RenewEarly();
  // After the service has refused it: forgets the signature, and reads the credentials again.
  void Refuse();

 private:
  struct Made {
    oci::TimePoint at;
    std::string key_id;
    std::string date, authorization;
  };
  bool IsOlderThan(std::chrono::seconds age) const;
  oci::Status Make(const oci::Credentials& credentials);

  const std::string url_;
  const std::shared_ptr<oci::CredentialsProvider> credentials_;
  const oci::Clock clock_;
  std::string host_;
  std::mutex mutex_;
  std::unique_ptr<Made> made_;
};

}  // namespace nosql
