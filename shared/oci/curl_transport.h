// The Transport that functions and tools use: HTTP/1.1 over libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "oci/environment.h"
#include "oci/http.h"

namespace oci {

struct CurlOptions {
  std::string ca_bundle;  // PEM file; empty: none, and https requests fail
  std::chrono::milliseconds connect_timeout{3000};
  size_t max_response_bytes = 64 << 20;
  // What HttpRequest::Waits are measured by.
  std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
};

// SSL_CERT_FILE, else the first of the places where systems keep the bundle; "" when there is none.
std::string FindCaBundle(const Environment& environment);

// Connections are kept and reused; each request in flight has its own. No redirects, no proxy, no
// compression. TLS 1.2 or later, certificate and host name verified. http:// is allowed, for
// services on this machine.
std::shared_ptr<Transport> MakeCurlTransport(CurlOptions options);

}  // namespace oci
