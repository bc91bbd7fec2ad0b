#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "oci/curl_transport.h"
#include "oci/testing_server.h"

namespace oci {
namespace {

using testing::Always;
using testing::Answer;
using testing::Get;
using testing::kLong;
using testing::kNeverStop;
using testing::Server;

// A certificate authority made for the test and a server context with a certificate for `host`.
struct Tls {
  explicit Tls(const std::string& host) {
    authority_key = EVP_EC_gen("P-256");
    authority = Certify("CA", authority_key, nullptr, "");
    key = EVP_EC_gen("P-256");
    certificate = Certify("server", key, authority, host);
    context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    bundle =
        (std::filesystem::temp_directory_path() / ("oci-ca-" + std::to_string(::getpid()) + ".pem"))
            .string();
    FILE* file = std::fopen(bundle.c_str(), "w");
    PEM_write_X509(file, authority);
    std::fclose(file);
  }
  ~Tls() {
    std::filesystem::remove(bundle);
    SSL_CTX_free(context);
    X509_free(certificate);
    X509_free(authority);
    EVP_PKEY_free(key);
    EVP_PKEY_free(authority_key);
  }
  X509* Certify(const char* name, EVP_PKEY* subject_key, X509* issuer, const std::string& host) {
    X509* x509 = X509_new();
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, subject_key);
    X509_NAME* subject = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(x509, issuer ? X509_get_subject_name(issuer) : subject);
    Extend(x509, issuer ? NID_subject_alt_name : NID_basic_constraints,
           issuer ? "DNS:" + host : "critical,CA:TRUE");
    X509_sign(x509, authority_key, EVP_sha256());
    return x509;
  }
  static void Extend(X509* x509, int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
  }
  EVP_PKEY *authority_key, *key;
  X509 *authority, *certificate;
  SSL_CTX* context;
  std::string bundle;
};

TEST_CASE("TLS: the right name under a trusted authority, and nothing else") {
  const Tls tls("localhost");
  Server server(Always(Answer("secret")), tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  const auto answer =
      MakeCurlTransport(options)->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
  REQUIRE(answer.ok());
  CHECK(answer->body == "secret");
  SECTION("wrong name") {
    const auto wrong = MakeCurlTransport(options)->Send(Get(server.Url("/")), kLong, kNeverStop);
    REQUIRE_FALSE(wrong.ok());
    CHECK(wrong.error().code == "network_error");
    CHECK_FALSE(wrong.error().retryable);
    CHECK_FALSE(wrong.error().outcome_unknown);
    CHECK(wrong.error().message.find("127.0.0.1") != std::string::npos);
    CHECK(wrong.error().message.find("certificate") != std::string::npos);
  }
  SECTION("unknown authority") {
    CurlOptions usual;
    usual.ca_bundle = FindCaBundle([](const std::string&) { return std::nullopt; });
    REQUIRE_FALSE(usual.ca_bundle.empty());
    CHECK_FALSE(
        MakeCurlTransport(usual)->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop).ok());
  }
  SECTION("no authorities at all") {
    const auto none =
        MakeCurlTransport({})->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == "configuration");
    CHECK(none.error().message.find("SSL_CERT_FILE") != std::string::npos);
  }
  SECTION("a bundle that does not exist") {
    options.ca_bundle = "/nonexistent.pem";
    CHECK_FALSE(MakeCurlTransport(options)
                    ->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop)
                    .ok());
  }
}

TEST_CASE("TLS: connections are reused, and large bodies pass both ways") {
  const Tls tls("localhost");
  const std::string big(3 << 20, 'x');
  Server server(
      [&](testing::Connection& connection, int) {
        for (std::string request; !(request = connection.Read()).empty();) {
          connection.Write(Answer(request.ends_with("\r\n\r\n" + big) ? big : "cut"));
        }
      },
      tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  const auto transport = MakeCurlTransport(options);
  for (int i = 0; i < 3; ++i) {
    HttpRequest request{"PUT", server.Url("/", "localhost"), {}, big};
    if (i == 1) {
      request.body.clear();
      request.source = {big.size(), [&](uint64_t offset, char* to, size_t room) {
                          return big.copy(to, room, offset);
                        }};
    }
    const auto answer = transport->Send(request, kLong, kNeverStop);
    REQUIRE(answer.ok());
    CHECK(answer->body == big);
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("TLS: an answer in many records, or many parts in one record") {
  const Tls tls("localhost");
  Server server(
      [](testing::Connection& connection, int) {
        while (!connection.Read().empty()) {
          for (const char c : Answer("piece by piece")) connection.Write(std::string(1, c));
          if (connection.Read().empty()) return;
          connection.Write("HTTP/1.1 100 Continue\r\n\r\n" + Answer("at once"));
        }
      },
      tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  const auto transport = MakeCurlTransport(options);
  for (const char* body : {"piece by piece", "at once", "piece by piece"}) {
    const auto answer = transport->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
    REQUIRE(answer.ok());
    CHECK(answer->body == body);
  }
  CHECK(server.connections() == 1);
}

TEST_CASE("TLS: what follows an answer is no answer to the next request") {
  const Tls tls("localhost");
  // Records hold 16384 bytes: it follows in the last record of the answer, or in one of its own.
  const size_t together = GENERATE(4, 0);
  const std::string body(16384 * 2 - Answer(std::string(30'000, 'x')).size() + 30'000 - together,
                         'x');
  std::atomic<bool> written = false;
  Server server(
      [&](testing::Connection& connection, int number) {
        connection.Read();
        if (number == 1) {
          connection.Write(Answer(body) + Answer("smuggled"));
          connection.AwaitDelivery();
          written = true;
        }
        if (number == 2) connection.Write(Answer("right"));
        connection.Read();
      },
      tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  const auto transport = MakeCurlTransport(options);
  const auto first = transport->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
  REQUIRE(first.ok());
  CHECK(first->body == body);
  while (!written) std::this_thread::yield();
  const auto second = transport->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
  REQUIRE(second.ok());
  CHECK(second->body == "right");
}

TEST_CASE("TLS: cut answers, and bodies that end with the connection") {
  const Tls tls("localhost");
  std::string bytes;
  Server server(
      [&bytes](testing::Connection& connection, int) {
        connection.Read();
        connection.Write(bytes);  // and closes, without a word of TLS
      },
      tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  const auto send = [&] {
    return MakeCurlTransport(options)->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop);
  };
  bytes = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut";
  const auto cut = send();
  REQUIRE_FALSE(cut.ok());
  CHECK(cut.error().code == "network_error");
  CHECK(cut.error().outcome_unknown);
  bytes = "HTTP/1.1 200 OK\r\n\r\nwhole";  // as libcurl's own HTTP takes it
  const auto whole = send();
  REQUIRE(whole.ok());
  CHECK(whole->body == "whole");
}

TEST_CASE("TLS 1.1 is refused") {
  const Tls tls("localhost");
  SSL_CTX_set_max_proto_version(tls.context, TLS1_1_VERSION);
  SSL_CTX_set_security_level(tls.context, 0);
  Server server(Always(Answer("x")), tls.context);
  CurlOptions options;
  options.ca_bundle = tls.bundle;
  CHECK_FALSE(
      MakeCurlTransport(options)->Send(Get(server.Url("/", "localhost")), kLong, kNeverStop).ok());
}

TEST_CASE("SSL_CERT_FILE names the bundle") {
  CHECK(FindCaBundle([](const std::string& name) -> std::optional<std::string> {
          if (name == "SSL_CERT_FILE") return "/x.pem";
          return std::nullopt;
        }) == "/x.pem");
}

}  // namespace
}  // namespace oci
