#include "tests/support/test_cloud.h"

#include <sodium.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string_view>

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "functions/deletion/handler.h"
#include "functions/export/handler.h"
#include "functions/fanout/handler.h"
#include "functions/feed/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/like/handler.h"
#include "functions/signup/handler.h"
#include "functions/sweep/handler.h"
#include "functions/upload/handler.h"
#include "nosql/protocol.h"
#include "operate/provision/provision.h"
#include "tests/support/ledger.h"
#include "tests/support/pictures.h"
#include "tests/support/protocol.h"

namespace tests {
namespace {

using namespace fotogal;

constexpr const char* kEndpoint = "http://cloud.test";
constexpr const char* kInvokeEndpoint = "http://functions.test";
constexpr const char* kBucket = "photos";
constexpr const char* kMailSender = "no-reply@fotogal.example";

template <class T, class E>
T Must(oci::Result<T, E> result) {
  if (result.ok()) return std::move(result).value();
  if constexpr (std::is_same_v<E, oci::Error>) {
    throw std::runtime_error(result.error().code + ": " + result.error().message);
  } else {
    throw std::runtime_error(result.error().code +
                             (result.error().cause ? ": " + result.error().cause->message : ""));
  }
}

Config TestConfig() {
  Config config;
  config.compartment_id = standin::kCompartmentId;
  config.object_namespace = standin::kNamespace;
  config.bucket = kBucket;
  config.web_bucket = std::string(kBucket) + "-web";
  config.cursor_key = "a key for cursors in tests only";
  config.fanout = {kInvokeEndpoint, "ocid1.fnfunc.oc1..fanout"};
  config.deletion = {kInvokeEndpoint, "ocid1.fnfunc.oc1..deletion"};
  config.export_data = {kInvokeEndpoint, "ocid1.fnfunc.oc1..export"};
  config.mail = {.sender = "",
                 .name = "FotoGal",
                 .endpoint = kEndpoint,
                 .sender_compartment_id = standin::kCompartmentId,
                 .web_url = "https://photos.example"};
  config.passkeys = {"https://photos.example", "photos.example"};
  config.nosql_endpoint = config.object_storage_endpoint = config.logging_endpoint =
      config.functions_endpoint = kEndpoint;
  if (RowsOverRest()) config.nosql_protocol = NosqlProtocol::kRest;
  return config;
}

namespace fs = std::filesystem;

// Making the cloud's keys takes longer than most tests, so they are made once per build folder and
// copied.
void CopyKeys(const fs::path& principals, oci::TimePoint now) {
  const fs::path kept = FOTOGAL_BIN_DIR "/../test-principals";
  if (!fs::exists(kept)) {
    const fs::path own = kept.string() + "." + std::to_string(getpid());
    Must(standin::Principals::Open(own, now));
    std::error_code another_was_first;
    fs::rename(own, kept, another_was_first);
    if (another_was_first) fs::remove_all(own);
  }
  fs::copy(kept, principals, fs::copy_options::recursive);
}

}  // namespace

TestCloud::TestCloud() : now(std::chrono::hours(24 * 365 * 56)) {
  if (sodium_init() < 0) throw std::runtime_error("sodium");
  char pattern[] = "/tmp/fotogal-test-XXXXXX";
  folder_ = mkdtemp(pattern);
  const oci::Clock clock = [this] { return now; };
  nosql_ = Must(standin::nosql::Service::Open(
      {":memory:", clock, false, std::nullopt, [this](const std::string& table, bool writes) {
         return faults_.Throttles(table, writes);
       }}));
  standin::Cloud::Options options;
  options.folder = folder_;
  CopyKeys(fs::path(folder_) / "principals", now);
  options.nosql = [this](const standin::Request& request) { return nosql_->Handle(request); };
  options.invoke_url = kInvokeEndpoint;
  options.public_url = kEndpoint;
  options.clock = clock;
  options.random = standin::SystemRandom();
  cloud_ = Must(standin::Cloud::Open(std::move(options)));
  transport_ = std::make_shared<standin::InProcessTransport>(
      [this](const standin::Request& request) { return Answer(request); });
  services_ = Connect(transport_);
  operate::provision::Settings settings;
  settings.compartment_id = standin::kCompartmentId;
  settings.bucket = kBucket;
  settings.ddl_per_minute = 0;
  settings.mail.sender = kMailSender;
  log_id_ = Must(operate::provision::ProvisionStorage(
      [this] { return NewCall(); },
      {Requester(transport_), operate::provision::AllAt(kEndpoint), std::chrono::milliseconds(1)},
      settings, {[](const std::string&) {}}));
}

local::Reply TestCloud::Answer(const standin::Request& request) {
  return faults_.Around(request, [this](const standin::Request& asked) { return Handle(asked); });
}

standin::Response TestCloud::Handle(const standin::Request& request) {
  if (request.path == nosql::protocol::kPath && RowsOverRest()) {
    throw std::logic_error("a request of the driver where every row goes over REST");
  }
  const bool at_functions = oci::FindHeader(request.headers, "host") == "functions.test";
  return at_functions ? Invoked(request) : cloud_->Handle(request);
}

// A detached invocation is stored until somebody runs it.
standin::Response TestCloud::Invoked(const standin::Request& request) {
  if (auto refusal = cloud_->Refuse(request)) return std::move(*refusal);
  if (refuse_starts != 0)
    return standin::ErrorResponse(refuse_starts, "NotAuthorizedOrNotFound", "refused by the test");
  if (oci::FindHeader(request.headers, "is-dry-run") == "true") return {200, {}, ""};
  const std::lock_guard lock(mutex_);
  const auto action = request.path.rfind("/actions/");
  const auto dot = request.path.rfind('.', action);
  detached_.push_back({request.path.substr(dot + 1, action - dot - 1), request.body});
  return {202, {}, ""};
}

std::shared_ptr<oci::Requester> TestCloud::Requester(std::shared_ptr<oci::Transport> transport) {
  const oci::Clock clock = [this] { return now; };
  const auto variables = cloud_->principals().ResourcePrincipalEnvironment();
  const oci::Environment environment =
      [variables](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  return std::make_shared<oci::Requester>(oci::Requester::Dependencies{
      .transport = std::move(transport),
      .credentials = Must(oci::ResourcePrincipal(environment, clock)),
      .clock = clock,
      .jitter = [] { return 0.5; },
      .sleep = [](std::chrono::milliseconds) {},
      // One process makes here, while the clock stands still, the failures of many days.
      .retries = {.tokens = 0, .circuit_after = 0}});
}

Services TestCloud::Connect(std::shared_ptr<oci::Transport> transport) {
  return MakeServices(
      Requester(std::move(transport)), TestConfig(), [this] { return now; },
      [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); });
}

TestCloud::Process TestCloud::NewProcess(std::function<std::shared_ptr<void>()> around) {
  auto transport = std::make_shared<standin::InProcessTransport>(
      [this, around = std::move(around)](const standin::Request& request) {
        const auto held = around();
        return Answer(request);
      });
  return {transport, Connect(transport)};
}

Services TestCloud::ServicesBy(std::shared_ptr<oci::Transport> transport) {
  Services services = Connect(std::move(transport));
  services.config = services_.config;
  return services;
}

Reply TestCloud::Load(const std::string& address, const fdk::Headers& headers) {
  const std::string of_gateway = "/v1/get/", of_storage = std::string(kEndpoint) + "/p/";
  standin::Request request;
  request.method = "GET";
  for (const auto& before : {of_gateway, of_storage})
    if (address.starts_with(before)) request.path = "/p/" + address.substr(before.size());
  for (const auto& [name, value] : headers) request.headers.emplace_back(name, value);
  auto response = cloud_->Handle(request);
  Reply reply;
  reply.status = response.status;
  reply.raw.status = response.status;
  for (const auto& [name, value] : response.headers) reply.raw.headers.Add(name, value);
  reply.raw.content_type = reply.raw.headers.Get("content-type").value_or("");
  reply.raw.body = std::move(response.body);
  reply.body = Json::parse(reply.raw.body, nullptr, false);
  return reply;
}

Reply TestCloud::LoadContent(const std::string& id, const std::string& size, const Person* as) {
  auto reply =
      Send(&image::Handle,
           {"GET", "/v1/images/" + id + "/content", size.empty() ? "" : "size=" + size}, as);
  if (reply.status != 303) return reply;
  return Load(std::string(reply.raw.headers.Get("Location").value_or("")));
}

TestCloud::~TestCloud() { std::filesystem::remove_all(folder_); }

oci::Call TestCloud::NewCall() const {
  return {[this] { return now; }, now + std::chrono::seconds(30)};
}

Reply TestCloud::Send(FunctionHandler handler, const Call& call, const Person* as) {
  Reply reply = SendTo(services_, handler, call, as);
  // Ids contain milliseconds, so no two calls of a test are in the same one.
  now += std::chrono::milliseconds(1);
  return reply;
}

Reply TestCloud::SendTo(Services& services, FunctionHandler handler, const Call& call,
                        const Person* as) {
  fdk::Request request;
  request.is_http = true;
  request.method = call.method;
  request.path = call.path;
  request.query = call.query;
  request.url = call.path + (call.query.empty() ? "" : "?" + call.query);
  request.headers = call.headers;
  request.content_type = call.content_type;
  request.body = call.body;
  if (as != nullptr) {
    request.headers.Set("X-FotoGal-User-Id", ToBase36(as->id));
    request.headers.Set("X-FotoGal-Session-Id", as->session_id);
    if (!request.headers.Get("X-FotoGal-Via")) request.headers.Set("X-FotoGal-Via", "bearer");
  }
  fdk::Context::Values values;
  values.call_id = "test";
  values.deadline = now + std::chrono::seconds(30);
  fdk::Context context(std::move(values));
  Reply reply;
  reply.raw = handler(services, request, context);
  reply.status = reply.raw.status;
  reply.body = Json::parse(reply.raw.body, nullptr, false);
  return reply;
}

Reply TestCloud::Invoke(FunctionHandler handler, const std::string& body) {
  return Send(handler, {"POST", "/call", "", body});
}

Person TestCloud::SignUp(const std::string& username, bool is_private) {
  const Json body{{"email", username + "@example.com"},
                  {"full_name", "Name of " + username},
                  {"username", username},
                  {"password", "password of " + username},
                  {"is_private", is_private}};
  const Reply reply = Send(&signup::Handle, {"POST", "/v1/users", "", body.dump()});
  if (reply.status != 201) throw std::runtime_error("sign-up: " + reply.raw.body);
  const std::string token = reply.body["token"];
  return {username, token, *FromBase36(reply.body["user"]["id"].get<std::string>()),
          Sha256Base64Url(token)};
}

Person TestCloud::StartSession(const Person& person) {
  auto call = NewCall();
  const auto session = Must(fotogal::StartSession({services_, call}, person.id));
  return {person.username, session.token, person.id, Sha256Base64Url(session.token)};
}

std::string TestCloud::Upload(const Person& person, int seed) {
  const Reply reply =
      Send(&upload::Handle, {"POST", "/v1/images", "", SmallPng(seed), "image/png"}, &person);
  if (reply.status != 201) throw std::runtime_error("upload: " + reply.raw.body);
  return reply.body["id"];
}

Reply TestCloud::Follow(const Person& follower, const Person& followee, const std::string& method) {
  return Send(&follow::Handle, {method, "/v1/users/" + followee.username + "/follow"}, &follower);
}

Reply TestCloud::React(const Person& person, const std::string& image, const std::string& method,
                       const std::string& reaction) {
  return Send(&like::Handle, {method, "/v1/images/" + image + "/" + reaction}, &person);
}

void TestCloud::Block(const Person& by, const Person& whom) {
  const Reply reply = Send(&follow::Handle, {"PUT", "/v1/users/" + whom.username + "/block"}, &by);
  if (reply.status != 200) throw std::runtime_error("block: " + reply.raw.body);
}

std::vector<std::string> TestCloud::Feed(const Person& person) {
  std::vector<std::string> ids;
  std::string query = "limit=3";
  for (;;) {
    const Reply reply = Send(&feed::Handle, {"GET", "/v1/feed", query}, &person);
    if (reply.status != 200) throw std::runtime_error("feed: " + reply.raw.body);
    for (const auto& item : reply.body["items"]) ids.push_back(item["id"]);
    if (reply.body["next_cursor"].is_null()) return ids;
    query = "limit=3&cursor=" + reply.body["next_cursor"].get<std::string>();
  }
}

std::vector<TestCloud::Started> TestCloud::TakeStarted() {
  std::vector<Started> started;
  const std::lock_guard lock(mutex_);
  started.swap(detached_);
  return started;
}

Reply TestCloud::RunOn(Services& services, const Started& started) {
  static const std::map<std::string, FunctionHandler> kHandlers = {{"deletion", &deletion::Handle},
                                                                   {"export", &export_data::Handle},
                                                                   {"fanout", &fanout::Handle}};
  return SendTo(services, kHandlers.at(started.function), {"POST", "/call", "", started.body});
}

void TestCloud::RunStarted() {
  for (auto started = TakeStarted(); !started.empty(); started = TakeStarted()) {
    for (const auto& run : started) {
      RunOn(services_, run);
      now += std::chrono::milliseconds(1);
    }
  }
}

void TestCloud::RunJobs() {
  RunStarted();
  now += schema::kJobLease + std::chrono::seconds(1);
  Invoke(&sweep::Handle, "{}");
  RunStarted();
}

void TestCloud::ForgetStarted() {
  const std::lock_guard lock(mutex_);
  detached_.clear();
}

std::vector<Json> TestCloud::Audited() const {
  std::vector<Json> events;
  std::ifstream file(cloud_->logging().LogFile(log_id_));
  for (std::string line; std::getline(file, line);) {
    events.push_back(Json::parse(line).at("data"));
  }
  return events;
}

void TestCloud::UseMail() { services_.config.mail.sender = kMailSender; }

std::vector<Json> TestCloud::Mails() const {
  return standin::ReadMails(fs::path(folder_) / "email");
}

std::vector<Json> TestCloud::MailsTo(const std::string& address) const {
  auto mails = Mails();
  std::erase_if(mails, [&](const Json& mail) {
    return mail.at("recipients").at("to").at(0).at("email") != address;
  });
  return mails;
}

void TestCloud::SetOfUser(const Person& person, const std::string& assignment) {
  auto call = NewCall();
  const auto statement = "DECLARE $u LONG; UPDATE " + std::string(fotogal::schema::kUsers) +
                         " u SET u." + assignment + " WHERE u.id = $u";
  if (!services_.nosql->Execute(call, statement, {{"$u", person.id}}, true).ok())
    throw std::runtime_error(statement);
}

std::vector<Json> TestCloud::Rows(std::string_view table) {
  auto call = NewCall();
  return tests::Rows({services_, call}, table);
}

std::string TestCloud::CounterDifference() {
  auto call = NewCall();
  return tests::CounterDifference({services_, call});
}

namespace {

std::string SeededPng(int width, int seed) {
  return EncodePng(width, 8, [seed](int byte, int row) {
    return static_cast<std::uint8_t>(seed * 31 + byte * 7 + row * 13);
  });
}

}  // namespace

std::string SmallPng(int seed) { return SeededPng(8, seed); }
std::string WidePng(int seed) { return SeededPng(1200, seed); }

}  // namespace tests
