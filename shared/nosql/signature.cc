#include "nosql/signature.h"

#include "oci/signer.h"

namespace nosql {

Signature::Signature(std::string url, std::shared_ptr<oci::CredentialsProvider> credentials,
                     oci::Clock clock)
    : url_(std::move(url)), credentials_(std::move(credentials)), clock_(std::move(clock)) {
  if (const auto parts = oci::SplitUrl(url_)) host_ = parts->authority;
}

bool Signature::IsOlderThan(std::chrono::seconds age) const {
  const auto now = clock_();
  return now < made_->at || now - made_->at >= age;
}

oci::Status Signature::Make(const oci::Credentials& credentials) {
  const auto now = clock_();
  oci::HttpRequest request;
  request.method = "POST";
  request.url = url_;
  OCI_RETURN_IF_ERROR(oci::SignRequest(request, credentials, now, oci::BodySigning::kExcluded));
  made_ = std::make_unique<Made>(
      Made{now, credentials.key_id, std::string(oci::FindHeader(request.headers, "date")),
           std::string(oci::FindHeader(request.headers, "authorization"))});
  return oci::Ok();
}

oci::Status Signature::Sign(oci::HttpRequest& request) {
  // asked each time, because a resource principal gets new credentials while the process lives
  OCI_ASSIGN_OR_RETURN(const oci::Credentials credentials, credentials_->Get());
  const std::lock_guard lock(mutex_);
  if (!made_ || IsOlderThan(kLifetime) || made_->key_id != credentials.key_id) {
    OCI_RETURN_IF_ERROR(Make(credentials));
  }
  oci::SetHeader(request.headers, "date", made_->date);
  oci::SetHeader(request.headers, "host", host_);
  oci::SetHeader(request.headers, "authorization", made_->authorization);
  return oci::Ok();
}

void Signature::RenewEarly() {
  {
    const std::lock_guard lock(mutex_);
    if (!made_ || !IsOlderThan(kEarly)) return;
  }
  const auto credentials = credentials_->Get();
  if (!credentials.ok()) return;
  const std::lock_guard lock(mutex_);
  static_cast<void>(Make(*credentials));
}

void Signature::Refuse() {
  credentials_->Refresh();
  const std::lock_guard lock(mutex_);
  made_.reset();
}

}  // namespace nosql
