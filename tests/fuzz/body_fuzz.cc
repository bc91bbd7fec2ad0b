// Bodies of every endpoint that takes JSON: the whole service with the stand-in in one process. An
// input is a line with the endpoint, "PATCH /v1/me", and the body after it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "functions/account/handler.h"
#include "functions/authorize/handler.h"
#include "functions/comment/handler.h"
#include "functions/fanout/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/login/handler.h"
#include "functions/notify/handler.h"
#include "functions/signup/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

extern "C" size_t LLVMFuzzerMutate(std::uint8_t* data, size_t size, size_t most)
    __attribute__((weak));

namespace {

using namespace fotogal;

struct Endpoint {
  std::string_view method, path;
  FunctionHandler handler;
};
const std::vector<Endpoint>& Endpoints() {
  static const std::vector<Endpoint> all = {
      {"POST", "/v1/users", &signup::Handle},
      {"POST", "/v1/login", &login::Handle},
      {"POST", "/v1/password-resets", &login::Handle},
      {"PUT", "/v1/password-resets", &login::Handle},
      {"PUT", "/v1/email-verifications", &login::Handle},
      {"PATCH", "/v1/me", &account::Handle},
      {"DELETE", "/v1/me", &account::Handle},
      {"PUT", "/v1/me/password", &account::Handle},
      {"POST", "/v1/me/passkeys", &account::Handle},
      {"PUT", "/v1/me/passkeys", &account::Handle},
      {"DELETE", "/v1/me/passkeys", &account::Handle},
      {"PUT", "/v1/me/push", &account::Handle},
      {"POST", "/v1/me/totp", &account::Handle},
      {"PUT", "/v1/me/totp", &account::Handle},
      {"DELETE", "/v1/me/totp", &account::Handle},
      {"POST", "/v1/images/{id}/comments", &comment::Handle},
      {"PATCH", "/v1/images/{id}/comments/{comment_id}", &comment::Handle},
      {"PATCH", "/v1/images/{id}", &image::Handle},
      {"POST", "/v1/reports", &follow::Handle},
      {"PUT", "/v1/me/notifications/read", &notify::Handle},
      {"POST", "/v1/uploads", &upload::Handle},
      {"POST", "/v1/images", &upload::Handle},
      {"PUT", "/v1/me/avatar", &upload::Handle},
      // What the gateway and other functions send.
      {"INVOKE", "authorize", &authorize::Handle},
      {"INVOKE", "fanout", &fanout::Handle},
  };
  return all;
}

// A person with a photo and a comment. What inputs have changed goes with it after some hundreds.
struct World {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");
  std::string image = cloud.Upload(ann);
  std::string comment =
      cloud
          .Send(&comment::Handle,
                {"POST", "/v1/images/" + image + "/comments", "", R"({"text":"mine"})"}, &ann)
          .body["id"];

  std::string PathOf(std::string path) const {
    for (const auto& [name, value] :
         {std::pair<std::string, std::string>{"{id}", image}, {"{comment_id}", comment}}) {
      if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
    }
    return path;
  }
};

World& FreshWorld() {
  constexpr int kInputs = 300;
  static std::unique_ptr<World> world;
  static int inputs = 0;
  if (!world || ++inputs % kInputs == 0) world = std::make_unique<World>();
  world->cloud.now += std::chrono::minutes(10);  // so that no budget is used up
  world->cloud.ForgetStarted();
  return *world;
}

[[noreturn]] void Stop(const std::string& why, const tests::Reply& reply) {
  std::fprintf(stderr, "body_fuzz: %s: %d %s\n", why.c_str(), reply.status,
               reply.raw.body.substr(0, 500).c_str());
  std::abort();
}

void CheckReply(const tests::Reply& reply) {
  if (reply.status < 200 || (reply.status >= 500 && reply.status != 501))
    Stop("not the client's fault", reply);
  if (!reply.raw.body.empty() && reply.body.is_discarded()) Stop("no JSON", reply);
  if (reply.status >= 400 && reply.Code().empty()) Stop("an error without a code", reply);
}

const Endpoint* Find(std::string_view line) {
  for (const auto& endpoint : Endpoints()) {
    if (line == std::string(endpoint.method) + " " + std::string(endpoint.path)) return &endpoint;
  }
  return nullptr;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\n');
  const Endpoint* endpoint = Find(input.substr(0, end));
  if (endpoint == nullptr || end == input.npos) return 0;
  const std::string body(input.substr(end + 1));
  World& world = FreshWorld();
  if (endpoint->method == "INVOKE") {
    CheckReply(world.cloud.Invoke(endpoint->handler, body));
    return 0;
  }
  const tests::Call call{std::string(endpoint->method), world.PathOf(std::string(endpoint->path)),
                         "", body};
  CheckReply(world.cloud.Send(endpoint->handler, call, &world.ann));
  return 0;
}

namespace {

// One of the values in it, however deep.
nlohmann::json& AnyValue(nlohmann::json& json, std::uint32_t random) {
  if (!json.is_structured() || json.empty() || random % 4 == 0) return json;
  auto child = json.begin();
  std::advance(child, static_cast<long>(random / 4 % json.size()));
  return AnyValue(*child, random / 7);
}

nlohmann::json OddValue(std::uint32_t random) {
  static const nlohmann::json kOdd[] = {nullptr,
                                        true,
                                        0,
                                        -1,
                                        1e308,
                                        9223372036854775807,
                                        18446744073709551615u,
                                        "",
                                        "a",
                                        "\0x",
                                        "\xF0\x9F\x98\x80",
                                        std::string(3000, 'a'),
                                        "ann",
                                        "2026-01-01T00:00:00Z",
                                        "22:00",
                                        "https://push.example.com/x",
                                        nlohmann::json::array(),
                                        nlohmann::json::object(),
                                        nlohmann::json::array({1, "2", nullptr})};
  return kOdd[random % std::size(kOdd)];
}

void Change(nlohmann::json& value, std::uint32_t random) {
  if (value.is_object() && !value.empty() && random % 3 == 0) {
    auto child = value.begin();
    std::advance(child, static_cast<long>(random / 3 % value.size()));
    value.erase(child);
  } else if (value.is_object() && random % 3 == 1) {
    static const char* const kNames[] = {"id",       "text",    "password", "email", "username",
                                         "reply_to", "caption", "state",    "code",  "more"};
    value[kNames[random / 3 % std::size(kNames)]] = OddValue(random / 31);
  } else {
    value = OddValue(random / 3);
  }
}

}  // namespace

// Half of the time a value of the JSON is changed; else bytes of the body, or the endpoint.
extern "C" size_t LLVMFuzzerCustomMutator(std::uint8_t* data, size_t size, size_t most,
                                          unsigned seed) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\n');
  const std::string line = input.substr(0, end);
  std::string body = end == input.npos ? "{}" : input.substr(end + 1);
  const std::uint32_t random = seed / 8;
  std::string changed;
  if (seed % 8 == 0 || Find(line) == nullptr) {
    const auto& endpoint = Endpoints()[random % Endpoints().size()];
    changed = std::string(endpoint.method) + " " + std::string(endpoint.path) + "\n" + body;
  } else if (auto json = nlohmann::json::parse(body, nullptr, false);
             seed % 2 == 0 && !json.is_discarded()) {
    Change(AnyValue(json, random), random / 13);
    changed = line + "\n" + json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  } else {
    const size_t room = most > line.size() + 1 ? most - line.size() - 1 : 0;
    body.resize(std::max(body.size(), size_t{1}) + 64);
    const size_t length = LLVMFuzzerMutate(reinterpret_cast<std::uint8_t*>(body.data()),
                                           body.size() - 64, std::min(room, body.size()));
    changed = line + "\n" + body.substr(0, length);
  }
  if (changed.size() > most) return size;
  std::copy(changed.begin(), changed.end(), data);
  return changed.size();
}
