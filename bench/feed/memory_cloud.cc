#include "bench/feed/memory_cloud.h"

#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include "fotogal/base/schema.h"
#include "nosql/json_values.h"
#include "nosql/protocol.h"
#include "oci/json_text.h"
#include "oci/logging.h"
#include "operate/provision/provision.h"

namespace bench {
namespace {

using Json = nlohmann::json;

constexpr const char* kEndpoint = "http://cloud.bench";
constexpr const char* kBucket = "photos";

long CpuNs(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000L + time.tv_nsec;
}

struct Charged {
  int read_units = 0, write_units = 0;
};

// What an answer says was charged, over either protocol of NoSQL.
Charged ChargedBy(const standin::Request& request, const std::string& answer) {
  if (request.path == nosql::protocol::kPath) {
    nosql::nson::Reader reader(answer);
    const Json told = nosql::ReadJson(reader, reader.Next());
    const Json used = told.is_object() ? told.value("c", Json::object()) : Json::object();
    return {used.value("ru", 0), used.value("wk", 0)};
  }
  const Json told = oci::JsonOf(answer);
  const Json used = told.is_object() ? told.value("usage", Json::object()) : Json::object();
  return {used.value("readUnitsConsumed", 0), used.value("writeUnitsConsumed", 0)};
}

fotogal::Config BenchConfig() {
  fotogal::Config config;
  config.compartment_id = standin::kCompartmentId;
  config.object_namespace = standin::kNamespace;
  config.bucket = kBucket;
  config.cursor_key = "a key for cursors in benchmarks";
  config.nosql_endpoint = config.object_storage_endpoint = config.logging_endpoint =
      config.functions_endpoint = kEndpoint;
  return config;
}

}  // namespace

oci::Result<std::unique_ptr<MemoryCloud>> MemoryCloud::Open() {
  std::unique_ptr<MemoryCloud> cloud(new MemoryCloud());
  OCI_RETURN_IF_ERROR(cloud->Start());
  return cloud;
}

oci::Status MemoryCloud::Start() {
  if (sodium_init() < 0) return oci::ConfigurationError("libsodium could not be initialised");
  char pattern[] = "/tmp/fotogal-bench-XXXXXX";
  if (mkdtemp(pattern) == nullptr) return oci::ConfigurationError(pattern);
  folder_ = pattern;
  const oci::Clock clock = [this] { return now_; };
  OCI_ASSIGN_OR_RETURN(nosql_, standin::nosql::Service::Open({":memory:", clock, false}));
  standin::Cloud::Options options;
  options.folder = folder_;
  options.nosql = [this](const standin::Request& request) { return nosql_->Handle(request); };
  options.public_url = kEndpoint;
  options.clock = clock;
  options.random = standin::SystemRandom();
  OCI_ASSIGN_OR_RETURN(cloud_, standin::Cloud::Open(std::move(options)));
  const auto variables = cloud_->principals().ResourcePrincipalEnvironment();
  const oci::Environment environment =
      [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  OCI_ASSIGN_OR_RETURN(auto credentials, oci::ResourcePrincipal(environment, clock));
  const auto requester = std::make_shared<oci::Requester>(oci::Requester::Dependencies{
      std::make_shared<standin::InProcessTransport>(
          [this](const standin::Request& request) { return Handle(request); }),
      std::move(credentials), clock, [] { return 0.5; }, [](std::chrono::milliseconds) {}});
  services_ = fotogal::MakeServices(
      requester, BenchConfig(), clock,
      [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); });
  operate::provision::Settings settings;
  settings.compartment_id = standin::kCompartmentId;
  settings.bucket = kBucket;
  settings.ddl_per_minute = 0;
  OCI_RETURN_IF_ERROR(operate::provision::ProvisionStorage(
      [this] { return NewCall(); },
      {requester, operate::provision::AllAt(kEndpoint), std::chrono::milliseconds(1)}, settings,
      {[](const std::string&) {}}));
  return oci::Ok();
}

MemoryCloud::~MemoryCloud() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

oci::Call MemoryCloud::NewCall() const {
  return {[this] { return now_; }, now_ + std::chrono::minutes(5)};
}

oci::Status MemoryCloud::Store(std::string_view table, const Json& row) {
  standin::Request request;
  request.method = "PUT";
  request.path = "/20190828/tables/" + std::string(table) + "/rows";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = oci::JsonText(Json{{"compartmentId", standin::kCompartmentId}, {"value", row}});
  const auto answer = nosql_->Handle(request);
  if (answer.status != 200) return oci::ConfigurationError(answer.body);
  return oci::Ok();
}

standin::Response MemoryCloud::Handle(const standin::Request& request) {
  const long before = CpuNs(CLOCK_THREAD_CPUTIME_ID);
  auto response = cloud_->Handle(request);
  ++requests_;
  const Charged charged = ChargedBy(request, response.body);
  read_units_ += charged.read_units;
  write_units_ += charged.write_units;
  standin_ns_ += CpuNs(CLOCK_THREAD_CPUTIME_ID) - before;
  return response;
}

Bill MemoryCloud::Total() const {
  const double functions_ns =
      static_cast<double>(CpuNs(CLOCK_PROCESS_CPUTIME_ID) - standin_ns_.load());
  return {read_units_, write_units_, requests_, oci::round_trips, functions_ns / 1e6};
}

}  // namespace bench
