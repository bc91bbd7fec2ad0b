#include "local/standin/identity/verify.h"

#include <catch2/catch_test_macros.hpp>

#include "common/files.h"
#include "local/standin/identity/principals.h"
#include "local/standin/testing.h"
#include "oci/signer.h"

namespace standin {
namespace {

using nlohmann::json;

const oci::TimePoint kVectorTime{std::chrono::seconds(1388957500)};

const json& Vectors() {
  static const json kVectors = [] {
    std::ifstream file(std::string(FOTOGAL_SOURCE_DIR) +
                       "/shared/oci/testdata/signing-vectors.json");
    return json::parse(file);
  }();
  return kVectors;
}

KeyRing& VectorKeys() {
  static KeyRing keys;
  static const bool added = [] {
    const auto key = PublicKey::FromPem("-----BEGIN PUBLIC KEY-----\n" +
                                        Vectors()["public_key_der_base64"].get<std::string>() +
                                        "\n-----END PUBLIC KEY-----\n");
    keys.AddApiKey(Vectors()["vectors_go_sdk"][0]["key_id"], *key);
    return true;
  }();
  static_cast<void>(added);
  return keys;
}

Request ToRequest(const json& vector) {
  const auto url = oci::SplitUrl(vector["url"].get<std::string>());
  Request request;
  request.method = vector["method"];
  request.path = url->target.substr(0, url->target.find('?'));
  if (url->target.size() > request.path.size())
    request.query = url->target.substr(request.path.size() + 1);
  for (const auto& [name, value] : vector["headers"].items())
    request.headers.emplace_back(name, value);
  request.headers.emplace_back("Authorization", vector["authorization"]);
  if (vector["body"].is_string()) request.body = vector["body"];
  return request;
}

Request Vector(const char* name) {
  for (const json& vector : Vectors()["vectors_go_sdk"]) {
    if (vector["name"] == name) return ToRequest(vector);
  }
  throw std::runtime_error(name);
}

bool Holds(const Request& request, oci::TimePoint now = kVectorTime) {
  const auto refusal = RefuseUnlessSigned(request, VectorKeys(), now);
  if (refusal) CHECK(refusal->status == 401);
  return !refusal;
}

TEST_CASE("what Oracle's SDKs sign is accepted") {
  int accepted = 0;
  for (const char* sdk : {"vectors_go_sdk", "vectors_typescript_sdk"}) {
    for (const json& vector : Vectors()[sdk]) {
      INFO(sdk << " " << vector["name"]);
      const bool session = vector["key_id"].get<std::string>().starts_with("ST$");
      CHECK(Holds(ToRequest(vector)) == !session);  // that token's authority is not ours
      accepted += !session;
    }
  }
  CHECK(accepted == 34);
}

TEST_CASE("the date counts for five minutes either way") {
  using std::chrono::seconds;
  for (const json& vector :
       {Vectors()["vectors_go_sdk"][0], Vectors()["vectors_typescript_sdk"][0]}) {
    const Request request = ToRequest(vector);
    CHECK(Holds(request, kVectorTime + seconds(300)));
    CHECK(Holds(request, kVectorTime - seconds(300)));
    CHECK_FALSE(Holds(request, kVectorTime + seconds(301)));
    CHECK_FALSE(Holds(request, kVectorTime - seconds(301)));
  }
}

TEST_CASE("any byte of what is signed, changed") {
  const Request original = Vector("post-json");
  REQUIRE(Holds(original));
  const auto flip = [](std::string text, size_t at) {
    text[at] = static_cast<char>(text[at] ^ 1);
    return text;
  };
  for (size_t i = 0; i < original.body.size(); ++i) {
    Request changed = original;
    changed.body = flip(original.body, i);
    REQUIRE_FALSE(Holds(changed));
  }
  for (size_t h = 0; h < original.headers.size(); ++h) {
    if (original.headers[h].first == "Authorization") continue;
    for (size_t i = 0; i < original.headers[h].second.size(); ++i) {
      Request changed = original;
      changed.headers[h].second = flip(original.headers[h].second, i);
      REQUIRE_FALSE(Holds(changed));
    }
  }
}

TEST_CASE("a body cut off or drawn out, with a hash of its own that is not signed") {
  Request request = Vector("post-json");
  request.body += " ";
  CHECK_FALSE(Holds(request));
  oci::SetHeader(request.headers, "x-content-sha256", oci::Base64(oci::Sha256(request.body)));
  oci::SetHeader(request.headers, "content-length", std::to_string(request.body.size()));
  CHECK_FALSE(Holds(request));
}

TEST_CASE("the method and a repeated header are signed too") {
  Request request = Vector("get-simple");
  request.method = "DELETE";
  CHECK_FALSE(Holds(request));
  for (const char* name : {"date", "host", "Authorization"}) {
    Request repeated = Vector("get-simple");
    repeated.headers.emplace_back(name, oci::FindHeader(repeated.headers, name));
    CHECK_FALSE(Holds(repeated));
  }
}

TEST_CASE("the body may be left out for PutObject and UploadPart only") {
  CHECK(Holds(Vector("put-object-streaming-exception")));
  CHECK(Holds(Vector("put-part-streaming-exception")));
  // The same signature over another path would not hold; so sign anew with the functions' own
  // means.
  testing::CloudBench bench;
  const auto credentials =
      oci::ResourcePrincipal(bench.environment(), [&] { return bench.now; }).value();
  const auto status = [&](const std::string& method, const std::string& target) {
    oci::HttpRequest request{method, "http://h" + target, {}, "{}"};
    REQUIRE(oci::SignRequest(request, *credentials->Get(), bench.now, oci::BodySigning::kExcluded)
                .ok());
    const Request received{method, target, "", request.headers, request.body};
    return RefuseUnlessSigned(received, bench.cloud->keys(), bench.now).has_value();
  };
  CHECK_FALSE(status("PUT", "/n/ns/b/bkt/o/x"));
  CHECK_FALSE(status("PUT", "/n/ns/b/bkt/u/x"));
  CHECK(status("POST", "/n/ns/b/bkt/o/x"));
  CHECK(status("PUT", "/n/ns/b/bkt/p/x"));
  CHECK(status("PUT", "/n/ns/b/bkt"));
  CHECK(status("PUT", "/20190828/tables/t/rows"));
  CHECK(status("POST", "/20190828/query"));
  CHECK(status("PATCH", "/20190828/query"));
}

// A request as Oracle's NoSQL drivers sign it, with a signature of these headers for this host.
Request DriverRequest(testing::CloudBench& bench, const std::vector<std::string>& names,
                      const std::string& signed_host, const std::string& target) {
  const auto credentials =
      oci::ResourcePrincipal(bench.environment(), [&] { return bench.now; }).value();
  const auto credential = *credentials->Get();
  Request request{"POST", target, "", {}, "body"};
  request.headers = {{"host", signed_host}, {"date", oci::HttpDate(bench.now)}};
  const auto text = oci::SigningString("POST", target, request.headers, names);
  REQUIRE(text);
  request.headers.emplace_back(
      "authorization",
      oci::AuthorizationHeader(credential.key_id, names, *credential.key.Sign(*text)));
  oci::SetHeader(request.headers, "host", "nosql.test:8080");
  return request;
}

TEST_CASE("NoSQL's drivers sign target, host and date, once for many requests") {
  testing::CloudBench bench;
  const std::vector<std::string> three = {"(request-target)", "host", "date"};
  const auto holds = [&](const Request& request) {
    return !RefuseUnlessSigned(request, bench.cloud->keys(), bench.now);
  };
  for (const char* host : {"nosql.test:8080", "nosql.test"}) {
    INFO(host);
    Request request = DriverRequest(bench, three, host, "/V2/nosql/data");
    CHECK(holds(request));
    request.body = "another body";
    CHECK(holds(request));
    bench.now += std::chrono::minutes(5);
    CHECK(holds(request));
    bench.now += std::chrono::seconds(1);
    CHECK_FALSE(holds(request));
  }
  CHECK_FALSE(holds(DriverRequest(bench, three, "other.test", "/V2/nosql/data")));
  CHECK_FALSE(holds(DriverRequest(bench, three, "nosql.test:8080", "/20190828/query")));
  CHECK_FALSE(
      holds(DriverRequest(bench, {"(request-target)", "host"}, "nosql.test", "/V2/nosql/data")));
  CHECK_FALSE(
      holds(DriverRequest(bench, {"(request-target)", "date"}, "nosql.test", "/V2/nosql/data")));
  CHECK_FALSE(holds(DriverRequest(bench, {"host", "date"}, "nosql.test", "/V2/nosql/data")));
}

TEST_CASE("a signature that held does not hold with another text, nor after its key has changed") {
  const std::string id = Vectors()["vectors_go_sdk"][0]["key_id"];
  KeyRing keys;
  keys.AddApiKey(id, *VectorKeys().Find(id, kVectorTime));
  const Request request = Vector("get-simple");
  for (int i = 0; i < 3; ++i) CHECK_FALSE(RefuseUnlessSigned(request, keys, kVectorTime));
  Request changed = request;
  changed.path += "x";
  for (int i = 0; i < 3; ++i) CHECK(RefuseUnlessSigned(changed, keys, kVectorTime));
  CHECK_FALSE(RefuseUnlessSigned(request, keys, kVectorTime));
  keys.AddApiKey(id, *PublicKeyOf(MakeRsaKey()));
  CHECK(RefuseUnlessSigned(request, keys, kVectorTime));
}

TEST_CASE("each required header must be signed") {
  testing::CloudBench bench;
  const auto credentials =
      oci::ResourcePrincipal(bench.environment(), [&] { return bench.now; }).value();
  const auto credential = *credentials->Get();
  const std::vector<std::string> all = {"date",           "(request-target)", "host",
                                        "content-length", "content-type",     "x-content-sha256"};
  for (size_t left_out = 0; left_out <= all.size(); ++left_out) {
    oci::HttpRequest request{"POST", "http://h/20190828/query", {}, "{}"};
    REQUIRE(oci::SignRequest(request, credential, bench.now, oci::BodySigning::kSigned).ok());
    auto names = all;
    if (left_out < all.size()) names.erase(names.begin() + static_cast<long>(left_out));
    const auto text = oci::SigningString("POST", "/20190828/query", request.headers, names);
    oci::SetHeader(request.headers, "authorization",
                   oci::AuthorizationHeader(credential.key_id, names, *credential.key.Sign(*text)));
    const Request received{"POST", "/20190828/query", "", request.headers, request.body};
    INFO((left_out < all.size() ? all[left_out] : "none"));
    CHECK(RefuseUnlessSigned(received, bench.cloud->keys(), bench.now).has_value() ==
          (left_out < all.size()));
  }
}

TEST_CASE("the Authorization header in every order, and broken") {
  const Request original = Vector("get-simple");
  const auto parsed = ParseSignatureHeader(oci::FindHeader(original.headers, "authorization"));
  REQUIRE(parsed);
  const std::vector<std::string> parameters = {
      "version=\"1\"", "headers=\"date (request-target) host\"", "keyId=\"" + parsed->key_id + "\"",
      "algorithm=\"rsa-sha256\"", "signature=\"" + parsed->signature + "\""};
  const auto with = [&](std::vector<std::string> list, const std::string& separator = ",") {
    std::string value = "Signature ";
    for (size_t i = 0; i < list.size(); ++i) value += (i ? separator : "") + list[i];
    Request request = original;
    oci::SetHeader(request.headers, "authorization", value);
    return Holds(request);
  };
  std::vector<std::string> order = parameters;
  std::sort(order.begin(), order.end());
  do {
    REQUIRE(with(order));
  } while (std::next_permutation(order.begin(), order.end()));
  CHECK(with(parameters, ", "));
  for (size_t i = 0; i < parameters.size(); ++i) {
    auto fewer = parameters;
    fewer.erase(fewer.begin() + static_cast<long>(i));
    CHECK_FALSE(with(fewer));
    auto twice = parameters;
    twice.push_back(parameters[i]);
    CHECK_FALSE(with(twice));
  }
  auto other = parameters;
  other[0] = "version=\"2\"";
  CHECK_FALSE(with(other));
  other = parameters;
  other[3] = "algorithm=\"rsa-sha1\"";
  CHECK_FALSE(with(other));
  other = parameters;
  other[2] = "keyId=\"ocid1.tenancy/ocid1.user/00:11\"";
  CHECK_FALSE(with(other));
  for (const char* broken : {"", "Signature", "Signature ", "Signature x", "Signature version=\"1",
                             "Signature version=\"1\"x", "Signature version=\"1\",", "Bearer abc",
                             "Basic xyz", "signature version=\"1\""}) {
    INFO(broken);
    Request request = original;
    oci::SetHeader(request.headers, "authorization", broken);
    CHECK_FALSE(Holds(request));
  }
}

TEST_CASE("a signed header that is not there") {
  Request request = Vector("get-simple");
  std::erase_if(request.headers, [](const auto& header) { return header.first == "host"; });
  CHECK_FALSE(Holds(request));
}

TEST_CASE("NoSQL refuses as its own service does") {
  KeyRing keys;
  Request request{"GET", "/20190828/tables", "compartmentId=c", {}, ""};
  auto refusal = RefuseUnlessSigned(request, keys, kVectorTime);
  REQUIRE(refusal);
  CHECK(refusal->status == 401);
  CHECK(refusal->body ==
        R"({"code":"InvalidAuthorization","message":"Authorization header is missing"})");
  request.headers = {{"authorization", "Basic xyz"}};
  refusal = RefuseUnlessSigned(request, keys, kVectorTime);
  CHECK(refusal->body ==
        R"({"code":"InvalidAuthorization","message":"Invalid authorization header Basic xyz"})");
  request.path = "/n";
  request.headers.clear();
  CHECK(testing::Code(*RefuseUnlessSigned(request, keys, kVectorTime)) == "NotAuthenticated");
}

TEST_CASE("session tokens: the authority's, not expired, not changed") {
  testing::Folder folder, other_folder;
  const oci::TimePoint now{std::chrono::seconds(1795269600)};
  const auto principals = Principals::Open(folder.path(), now).value();
  const auto others = Principals::Open(other_folder.path(), now).value();
  KeyRing keys;
  principals.AddTo(keys);
  const auto holder = *PublicKeyOf(MakeRsaKey());
  const auto expires = now + std::chrono::hours(1);
  const std::string token = "ST$" + principals.MintToken(holder, expires).value();
  REQUIRE(keys.Find(token, now));
  CHECK(keys.Find(token, now)->Pem() == holder.Pem());
  CHECK(keys.Find(token, expires - std::chrono::seconds(1)));
  CHECK_FALSE(keys.Find(token, expires));
  CHECK_FALSE(keys.Find("ST$" + others.MintToken(holder, expires).value(), now));
  for (size_t i = 3; i < token.size() - 1; i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(keys.Find(changed, now));
  }
  for (const char* broken : {"", "ST$", "ST$a.b", "ST$a.b.c", "ST$..", "ocid1"}) {
    CHECK_FALSE(keys.Find(broken, now));
  }
}

TEST_CASE("principals are made once, for their owner only, and both kinds sign") {
  testing::CloudBench bench;
  const auto folder = bench.folder.path() / "principals";
  const auto text = [](const std::filesystem::path& path) {
    return common::ReadFile(path).value_or("");
  };
  const std::string key = text(folder / "resource-principal/private.pem");
  const std::string config = text(folder / "operator/config");
  for (const char* name :
       {"authority.pem", "resource-principal/rpst", "resource-principal/private.pem",
        "operator/config", "operator/key.pem"}) {
    INFO(name);
    CHECK((std::filesystem::status(folder / name).permissions() & std::filesystem::perms::all) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
  }
  CHECK((std::filesystem::status(folder).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
  const auto before =
      oci::ResourcePrincipal(bench.environment(), [&] { return bench.now; }).value();
  CHECK(before->region() == kRegion);
  CHECK(before->tenancy_id() == kTenancyId);
  CHECK(before->compartment_id() == kCompartmentId);

  bench.Open();
  CHECK(text(folder / "resource-principal/private.pem") == key);
  CHECK(text(folder / "operator/config") == config);
  const auto operators = oci::ConfigFileCredentials([](const std::string&) { return std::nullopt; },
                                                    bench.cloud->principals().ConfigFile(), "")
                             .value();
  for (const auto& credentials : {before, operators}) {
    auto call = bench.NewCall();
    const auto answer = bench.RequesterFor(credentials)
                            ->Send(call, {"GET", "http://h/n", {}, ""}, oci::Retry::kIdempotent);
    REQUIRE(answer.ok());
    CHECK(answer->body == "\"fotogallocal\"");
  }
}

TEST_CASE("a principals' folder that cannot be used is named") {
  testing::Folder folder;
  std::ofstream(folder.path() / "authority.pem") << "no key";
  const auto opened = Principals::Open(folder.path(), kVectorTime);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.error().message.find("authority.pem") != std::string::npos);
  std::ofstream(folder.path() / "file") << "x";
  CHECK_FALSE(Principals::Open(folder.path() / "file", kVectorTime).ok());
}

}  // namespace
}  // namespace standin
