// The Transport that functions and tools use: HTTP/1.1.
//
// libcurl looks up names, connects, and speaks TLS (curl_connection.h). Requests and responses are
// written and read by code of this folder (outgoing_request.h, response_reader.h,
// http_exchange.h): libcurl's own HTTP took four fifths of the processor time of a small request
// (docs/adr/0026-http-over-libcurls-connections.md).
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
  std::string ca_bundle;  // path of a PEM file; empty: https requests fail
  std::chrono::milliseconds connect_timeout{3000};
  size_t max_response_bytes = 64 << 20;
  // The clock for HttpRequest::Waits and for how long connections were idle.
  std::function<std::chrono::steady_clock::time_point()> now = &std::chrono::steady_clock::now;
};

// $SSL_CERT_FILE, else the first file that exists of the usual places of CA bundles; "" when there
// is none.
std::string FindCaBundle(const Environment& environment);

// Keeps connections open and reuses them; requests at the same time use different ones. No
// redirects, no proxy, no compression. TLS 1.2 or later; certificate and host name are verified.
// http:// is allowed, for services on this machine.
std::shared_ptr<Transport> MakeCurlTransport(CurlOptions options);

}  // namespace oci
