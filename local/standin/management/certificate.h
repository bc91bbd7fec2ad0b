// What API Gateway tells of a certificate (oci-apigateway, Certificate).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/call.h"

namespace standin {

struct CertificateFacts {
  std::vector<std::string> subject_names;  // the common name, then the alternative names of hosts
  oci::TimePoint not_valid_after;
};

// nullopt: it is not a certificate in PEM.
std::optional<CertificateFacts> ReadCertificate(std::string_view pem);

}  // namespace standin
