#include "oci/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>

#include "oci/connection_pool.h"
#include "oci/http_exchange.h"
#include "oci/signer.h"

namespace oci {
namespace {

using std::chrono::milliseconds;
using Connected = CurlConnection::Connected;
using Ended = HttpExchange::Ended;

class CurlTransport : public Transport {
 public:
  explicit CurlTransport(CurlOptions options) : options_(std::move(options)), pool_(options_.now) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    static_cast<void>(initialised);
    // Writing to a connection that the peer has closed raises SIGPIPE, which would end the process:
    // ignore it, unless the program has a handler of its own.
    struct sigaction current {};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) {
      std::signal(SIGPIPE, SIG_IGN);
    }
  }

  Result<HttpResponse> Send(const HttpRequest& request, milliseconds timeout,
                            const std::function<bool()>& stop) override {
    if ((stop && stop()) || timeout.count() <= 0) {
      return DeadlineExceeded(request.method + " " + request.url);
    }
    const auto url = SplitUrl(request.url);
    if (!url) return BadUrl(request);
    if (options_.ca_bundle.empty() && url->scheme == "https") {
      return ConfigurationError("no bundle of CA certificates found: set SSL_CERT_FILE");
    }
    OCI_ASSIGN_OR_RETURN(auto outgoing, OutgoingRequest::Make(request, *url));
    RequestWatch watch(request.waits, timeout, stop, options_.now);
    HttpExchange exchange(request, std::move(outgoing), options_.max_response_bytes, watch);
    const std::string_view origin(request.url.data(),
                                  static_cast<size_t>(url->authority.end() - request.url.data()));
    if (auto kept = TakeLive(origin)) {
      const Ended ended = exchange.Run(*kept);
      // The server has closed it, most likely before it saw the request.
      const bool was_dead = ended == Ended::kBroken && !exchange.answer_began();
      if (!was_dead || !request.repeatable) {
        return Conclude(std::move(kept), request, exchange, ended);
      }
      LetGo(std::move(kept));
    }
    return SendOverNew(origin, request, exchange, watch);
  }

 private:
  std::unique_ptr<CurlConnection> TakeLive(std::string_view origin) {
    while (auto connection = pool_.TakeOpen(origin)) {
      if (connection->IsQuiet()) return connection;
      LetGo(std::move(connection));
    }
    return nullptr;
  }
  void LetGo(std::unique_ptr<CurlConnection> connection) {
    connection->Close();
    pool_.Keep(std::move(connection));
  }

  Result<HttpResponse> SendOverNew(std::string_view origin, const HttpRequest& request,
                                   HttpExchange& exchange, RequestWatch& watch) {
    auto connection = pool_.TakeClosed();
    const bool own_wait = request.waits.connect.count() > 0;
    const auto limit = own_wait ? request.waits.connect : options_.connect_timeout;
    watch.Await(RequestWatch::Phase::kConnecting);
    const auto connected =
        connection->Connect(origin, options_.ca_bundle, std::min(watch.TimeLeft(), limit), watch);
    if (connected == Connected::kYes) {
      const Ended ended = exchange.Run(*connection);
      return Conclude(std::move(connection), request, exchange, ended);
    }
    Error error =
        connected == Connected::kStopped ? Stopped(request) : Failed(request, connection->fault());
    if (connected == Connected::kTimedOut && (own_wait || exchange.sent_something())) {
      error.code = kTooLate;
    }
    error.outcome_unknown = exchange.sent_something();
    if (connected == Connected::kRefused) error.retryable = error.outcome_unknown;
    LetGo(std::move(connection));
    return error;
  }

  Result<HttpResponse> Conclude(std::unique_ptr<CurlConnection> connection,
                                const HttpRequest& request, HttpExchange& exchange, Ended ended) {
    if (ended == Ended::kAnswered) {
      if (!exchange.keeps_connection()) connection->Close();
      pool_.Keep(std::move(connection));
      return exchange.TakeResponse();
    }
    Error error = ErrorOf(*connection, request, exchange, ended);
    error.outcome_unknown = exchange.sent_something();
    LetGo(std::move(connection));
    return error;
  }

  static Error ErrorOf(const CurlConnection& connection, const HttpRequest& request,
                       const HttpExchange& exchange, Ended ended) {
    using Fault = ResponseReader::Fault;
    const Fault fault = exchange.response_fault();
    if (ended == Ended::kStopped) return Stopped(request);
    if (ended == Ended::kSourceEnded) return Failed(request, "the source of the body ended early");
    if (ended == Ended::kTimedOut) {
      Error error = Failed(request, "no time left while waiting for the answer");
      // Before anything was sent it counts as a failed connection, because a new try may reach
      // another server.
      if (exchange.sent_something() || request.waits.connect.count() > 0) error.code = kTooLate;
      return error;
    }
    if (fault == Fault::kTooLarge) return Refused(request, "the answer is too large");
    if (fault == Fault::kNotTaken) return Refused(request, "the answer was not taken");
    if (fault == Fault::kMalformed)
      return Failed(request, "the answer is not well-formed HTTP/1.1");
    if (fault == Fault::kCut && exchange.answer_began()) {
      return Failed(request, "the answer is cut off");
    }
    return Failed(request, connection.fault());
  }

  static constexpr const char* kTooLate = "deadline_exceeded";

  // Errors that do not say yet whether the request may have taken effect.
  static Error Failed(const HttpRequest& request, std::string_view why) {
    return {"network_error", About(request, why), 0, "", true};
  }
  static Error BadUrl(const HttpRequest& request) {
    Error error = Failed(request, "not an absolute URL of http or https");
    error.retryable = false;
    return error;
  }
  static Error Refused(const HttpRequest& request, std::string_view why) {
    return {"bad_response", About(request, why), 0, "", false};
  }
  static Error Stopped(const HttpRequest& request) {
    return {kTooLate, About(request, "cancelled, or waited too long"), 0, "", false};
  }
  static std::string About(const HttpRequest& request, std::string_view why) {
    return (request.method + " " + request.url + ": ").append(why);
  }

  const CurlOptions options_;
  ConnectionPool pool_;
};

}  // namespace

std::string FindCaBundle(const Environment& environment) {
  if (const auto set = environment("SSL_CERT_FILE"); set && !set->empty()) return *set;
  static constexpr std::array<const char*, 6> kUsualPlaces = {
      "/etc/ssl/certs/ca-certificates.crt",
      "/etc/pki/tls/certs/ca-bundle.crt",
      "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
      "/etc/ssl/ca-bundle.pem",
      "/etc/pki/tls/cacert.pem",
      "/etc/ssl/cert.pem"};
  for (const char* path : kUsualPlaces) {
    std::error_code unreadable;
    if (std::filesystem::is_regular_file(path, unreadable)) return path;
  }
  return {};
}

std::shared_ptr<Transport> MakeCurlTransport(CurlOptions options) {
  return std::make_shared<CurlTransport>(std::move(options));
}

}  // namespace oci
