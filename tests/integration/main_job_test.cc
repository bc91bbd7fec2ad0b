// The main use of the service, with real sockets and processes.
#include <httplib.h>
#include <zlib.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <random>
#include <thread>

#include "common/files.h"
#include "fdk/testing/raw_client.h"
#include "fotogal/people/user.h"
#include "local/running/data_folder.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "tests/support/pictures.h"
#include "tests/support/running_service.h"
#include "tests/support/test_cloud.h"

using namespace tests;

namespace {

RunningService& Service() {
  static RunningService service;
  return service;
}

std::string CameraJpeg() {
  return common::ReadFile(FOTOGAL_SOURCE_DIR "/.deps/camera.jpg").value_or("");
}

// A photo of 12 megapixels with details, as a phone takes it.
std::string LargePhoto() {
  std::uint32_t noise = 1;
  return EncodeJpeg(4000, 3000,
                    [&noise](int byte, int row) {
                      noise = noise * 1664525 + 1013904223;
                      return static_cast<std::uint8_t>((byte / 3 + row) / 32 + (noise >> 26));
                    },
                    {.quality = 80});
}

}  // namespace

TEST_CASE("a camera's photo reaches a follower's feed, is liked, and goes") {
  auto& service = Service();
  const auto ann = Client::SignUp(service, "ann");
  const auto bob = Client::SignUp(service, "bob");
  CHECK(bob.Send("PUT", "/v1/users/ann/follow").json()["relation"] == "following");
  const auto uploaded = ann.Send("POST", "/v1/images", CameraJpeg(), "image/jpeg",
                                 {{"X-Caption", "100%25 ol%C3%A1"}});
  REQUIRE(uploaded.status == 201);
  CHECK(uploaded.json()["caption"] == "100% ol\xc3\xa1");
  const std::string id = uploaded.json()["id"];
  CHECK(uploaded.Header("Location") == "/v1/images/" + id);
  REQUIRE(Eventually([&] { return bob.Feed() == std::vector<std::string>{id}; }));

  const auto there = bob.Send("GET", "/v1/images/" + id + "/content?size=original");
  CHECK(there.status == 303);
  const std::string content = there.Header("Location");
  const auto bytes = service.Send("GET", content);
  // Only the picture is left; the camera's notes are gone.
  CHECK(CameraJpeg().find("Canon") != std::string::npos);
  CHECK(bytes.body.find("Canon") == std::string::npos);
  CHECK(bytes.body.size() < CameraJpeg().size());
  CHECK(bytes.Header("Content-Type") == "image/jpeg");
  CHECK(service.Send("GET", content, "", "", {{"If-None-Match", bytes.Header("ETag")}}).status ==
        304);
  const auto part = service.Send("GET", content, "", "", {{"Range", "bytes=0-1"}});
  CHECK(part.status == 206);
  CHECK(part.body == "\xff\xd8");

  CHECK(bob.Send("PUT", "/v1/images/" + id + "/like").json()["like_count"] == 1);
  CHECK(bob.Send("PUT", "/v1/images/" + id + "/dislike").json()["dislike_count"] == 1);
  CHECK(bob.Send("DELETE", "/v1/images/" + id + "/dislike").json()["my_reaction"].is_null());
  CHECK(bob.Send("PUT", "/v1/images/" + id + "/like").json()["like_count"] == 1);
  CHECK(bob.Send("DELETE", "/v1/images/" + id + "/like").json()["like_count"] == 0);
  CHECK(bob.Send("DELETE", "/v1/users/ann/follow").json()["relation"] == "none");
  CHECK(bob.Feed().empty());
}

TEST_CASE("an address works through the gateway and straight, and ends in both ways at once") {
  auto& service = Service();
  const auto nan = Client::SignUp(service, "nan");
  const auto tom = Client::SignUp(service, "tom");
  const auto sam = Client::SignUp(service, "sam");
  const std::string image = "/v1/images/" + nan.Upload(SmallPng(4));
  const auto running = local::ReadRunning(*local::FindDataFolder(service.data()));
  REQUIRE(running.ok());
  const std::string of_gateway = "/v1/get/";
  const auto straight = [&](const std::string& url) {
    httplib::Client storage(running->standin_url);
    const auto reply = storage.Get("/p/" + url.substr(of_gateway.size()));
    return reply ? reply->status : 0;
  };
  const auto address = [&](const Client& who) {
    return who.Send("GET", image).json()["urls"]["medium"].get<std::string>();
  };
  const std::string kept = address(tom);
  REQUIRE(kept.starts_with(of_gateway));
  CHECK(service.Send("GET", kept).status == 200);
  CHECK(straight(kept) == 200);
  CHECK(nan.Send("PUT", "/v1/users/tom/block").status == 200);
  CHECK(service.Send("GET", kept).status == 404);
  CHECK(straight(kept) == 404);
  CHECK(tom.Send("GET", image).status == 404);
  const std::string next = address(sam);
  CHECK(service.Send("GET", next).status == 200);
  CHECK(straight(next) == 200);
  // No log has a secret of an address that was given out.
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(service.data() + "/logs")) {
    if (!entry.is_regular_file()) continue;
    const std::string log = common::ReadFile(entry.path().string()).value_or("");
    for (const auto& url : {kept, next})
      CHECK(log.find(url.substr(of_gateway.size(), 20)) == std::string::npos);
  }
}

TEST_CASE("a photo of 12 megapixels goes in and comes out, whole and in parts") {
  auto& service = Service();
  const auto gil = Client::SignUp(service, "gil");
  const std::string photo = LargePhoto();
  REQUIRE(photo.size() > 2'000'000);
  REQUIRE(photo.size() < 6'000'000);
  const auto uploaded = gil.Send("POST", "/v1/images", photo, "image/jpeg");
  REQUIRE(uploaded.status == 201);
  CHECK(uploaded.json()["width"] == 4000);
  CHECK(uploaded.json()["height"] == 3000);
  const std::string content = uploaded.json()["urls"]["original"];
  const auto whole = gil.Send("GET", content);
  CHECK(whole.status == 200);
  CHECK((whole.body == photo));  // in parentheses, so that Catch2 does not print it
  const struct {
    std::string range;
    size_t first, size;
  } parts[] = {{"bytes=1000000-2999999", 1'000'000, 2'000'000},
               {"bytes=-65536", photo.size() - 65536, 65536},
               {"bytes=5-", 5, photo.size() - 5}};
  for (const auto& [range, first, size] : parts) {
    INFO(range);
    const auto part = gil.Send("GET", content, "", "", {{"Range", range}});
    CHECK(part.status == 206);
    CHECK(part.Header("Content-Range") == "bytes " + std::to_string(first) + "-" +
                                              std::to_string(first + size - 1) + "/" +
                                              std::to_string(photo.size()));
    CHECK((part.body == photo.substr(first, size)));
  }
}

TEST_CASE("logout ends writing at once and reading within a minute") {
  const auto eve = Client::SignUp(Service(), "eve");
  CHECK(eve.Send("POST", "/v1/logout").status == 204);
  Client::SignUp(Service(), "friend");
  const std::vector<std::pair<std::string, std::string>> writes = {
      {"POST", "/v1/images"},
      {"PUT", "/v1/users/friend/follow"},
      {"DELETE", "/v1/users/friend/follow"},
      {"PUT", "/v1/images/1-1/like"},
      {"DELETE", "/v1/images/1-1/like"},
      {"PUT", "/v1/images/1-1/dislike"},
      {"DELETE", "/v1/images/1-1/dislike"},
      {"POST", "/v1/logout"}};
  for (const auto& [method, target] : writes) {
    INFO(method << " " << target);
    const auto write = eve.Send(method, target, method == "POST" ? SmallPng(1) : "", "image/png");
    CHECK(write.status == 401);
    CHECK(write.Code() == "session_ended");
  }
  REQUIRE(Eventually([&] { return eve.Send("GET", "/v1/feed").status == 401; }, 65));
}

TEST_CASE("login by name, by e-mail, and with a cookie") {
  auto& service = Service();
  Client::SignUp(service, "carla");
  const auto login = [&](Json form) {
    return service.Send("POST", "/v1/login", form.dump(), "application/json",
                        {{"Origin", "http://x"}});
  };
  CHECK(login({{"login", "CARLA"}, {"password", "password of carla"}}).status == 200);
  CHECK(login({{"login", "carla@example.com"}, {"password", "password of carla"}}).status == 200);
  CHECK(login({{"login", "carla"}, {"password", "password of Carla"}}).Code() == "bad_credentials");
  const auto reply =
      login({{"login", "carla"}, {"password", "password of carla"}, {"session", "cookie"}});
  const std::string cookie =
      reply.Header("Set-Cookie").substr(0, reply.Header("Set-Cookie").find(';'));
  CHECK(service.Send("GET", "/v1/feed", "", "", {{"Cookie", cookie}}).status == 200);
  const std::string origin = "http://127.0.0.1:" + std::to_string(service.port());
  CHECK(service.Send("POST", "/v1/logout", "", "", {{"Cookie", cookie}, {"Origin", "http://evil"}})
            .Code() == "bad_origin");
  CHECK(
      service.Send("POST", "/v1/logout", "", "", {{"Cookie", cookie}, {"Origin", origin}}).status ==
      204);
}

TEST_CASE("identity headers of clients are ignored") {
  auto& service = Service();
  const auto dan = Client::SignUp(service, "dan");
  for (const char* target : {"/v1/feed", "/v1/users/dan", "/v1/users/dan/images"}) {
    const auto reply = service.Send("GET", target, "", "",
                                    {{"X-FotoGal-User-Id", "1"}, {"X-FotoGal-Session-Id", "x"}});
    CHECK(reply.status == 401);
    CHECK(reply.Code() == "not_logged_in");
    CHECK(reply.Header("Content-Type") == "application/problem+json");
  }
  // Identity headers of the client are replaced by the real ones.
  const auto own = dan.Send("GET", "/v1/users/dan", "", "", {{"X-FotoGal-User-Id", "1"}});
  CHECK(own.json()["counts"]["images"] == 0);
}

TEST_CASE("unknown paths, wrong methods and big bodies have their own answers") {
  auto& service = Service();
  const auto fay = Client::SignUp(service, "fay");
  for (const char* nowhere :
       {"/v1/nothing/here", "/v1/users/", "/v1/images/1-1/content/x", "/v1/"}) {
    for (const char* method : {"GET", "DELETE", "OPTIONS"}) {
      INFO(method << " " << nowhere);
      const auto missing = fay.Send(method, nowhere);
      CHECK(missing.status == 404);
      CHECK(missing.Code() == "not_found");
      CHECK(missing.Header("Content-Type") == "application/problem+json");
    }
  }
  const struct {
    const char *method, *target, *allow;
  } wrong[] = {{"PUT", "/v1/users", "GET, HEAD, POST"},
               {"DELETE", "/v1/login", "POST"},
               {"POST", "/v1/health", "GET, HEAD"},
               {"PUT", "/v1/feed", "GET, HEAD"},
               {"PATCH", "/v1/users/fay/follow", "PUT, DELETE"},
               {"POST", "/v1/me/avatar", "PUT, DELETE"},
               {"OPTIONS", "/v1/images", "POST"},
               {"POST", "/v1/images/1-1/like", "PUT, DELETE"},
               {"DELETE", "/v1/images/1-1/content", "GET, HEAD"}};
  for (const auto& [method, target, allow] : wrong) {
    INFO(method << " " << target);
    const auto refused = fay.Send(method, target);
    CHECK(refused.status == 405);
    CHECK(refused.Code() == "method_not_allowed");
    CHECK(refused.Header("Allow") == allow);
    CHECK(refused.Header("Content-Type") == "application/problem+json");
  }
  CHECK(fay.Send("POST", "/v1/images", std::string(6 * 1024 * 1024 + 1, 'x'), "image/png").status ==
        413);
  CHECK(fay.Send("POST", "/v1/images", std::string(21 * 1024 * 1024, 'x'), "image/png").status ==
        413);
  CHECK(service.Send("GET", "/").status == 200);
}

TEST_CASE("HEAD tells what GET would bring") {
  auto& service = Service();
  const auto ida = Client::SignUp(service, "ida");
  const std::string image = "/v1/images/" + ida.Upload(SmallPng(3));
  for (const std::string& target :
       {image, image + "/content", std::string("/v1/feed"), std::string("/v1/users/ida"),
        std::string("/"), std::string("/v1/images/1-1")}) {
    INFO(target);
    const auto get = ida.Send("GET", target);
    const auto head = ida.Send("HEAD", target);
    CHECK(head.status == get.status);
    CHECK(head.body.empty());
    CHECK(head.Header("Content-Type") == get.Header("Content-Type"));
    CHECK(head.Header("Content-Length") == std::to_string(get.body.size()));
  }
  CHECK(service.Send("HEAD", "/v1/feed").status == 401);
}

TEST_CASE("a target that is no path is refused at once") {
  auto& service = Service();
  for (const char* line : {"OPTIONS *", "GET *", "CONNECT 127.0.0.1:22", "GET v1/health"}) {
    INFO(line);
    auto client = fdk::testing::RawClient::Tcp(service.port());
    CHECK(client.Call(std::string(line) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 400);
  }
  auto client = fdk::testing::RawClient::Tcp(service.port());
  CHECK(client.Call("GET http://localhost/v1/health HTTP/1.1\r\nHost: localhost\r\n\r\n").status ==
        200);
}

// A try without response may have created the account: then the next try gets 409 too, and the
// account exists.
TEST_CASE("200 rounds of two concurrent sign-ups of one name make one account") {
  auto& service = Service();
  for (int round = 0; round < 200; ++round) {
    const std::string name = "twin" + std::to_string(round);
    int statuses[2] = {0, 0};
    const auto sign_up = [&](int which) {
      Json form = SignUpForm(name);
      form["email"] = name + std::to_string(which) + "@example.com";
      statuses[which] =
          service.SendPatiently("POST", "/v1/users", form.dump(), "application/json").status;
    };
    std::thread other(sign_up, 1);
    sign_up(0);
    other.join();
    INFO("round " << round << ": " << statuses[0] << " and " << statuses[1]);
    const auto made = std::count(statuses, statuses + 2, 201);
    REQUIRE(made <= 1);
    REQUIRE(std::count(statuses, statuses + 2, 409) == 2 - made);
    if (made == 1) continue;
    const Json login{{"login", name}, {"password", SignUpForm(name)["password"]}};
    REQUIRE(service.SendPatiently("POST", "/v1/login", login.dump(), "application/json").status ==
            200);
  }
}

TEST_CASE("50 people like one image at once") {
  auto& service = Service();
  const auto author = Client::SignUp(service, "popular");
  const auto id = author.Upload(SmallPng(5));
  std::vector<Client> people;
  for (int i = 0; i < 50; ++i)
    people.push_back(Client::SignUp(service, "liker" + std::to_string(i)));
  std::vector<std::thread> threads;
  std::vector<int> statuses(people.size());
  for (size_t i = 0; i < people.size(); ++i) {
    threads.emplace_back([&, i] {
      statuses[i] = people[i].SendPatiently("PUT", "/v1/images/" + id + "/like").status;
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(std::count(statuses.begin(), statuses.end(), 200) == 50);
  CHECK(author.Send("GET", "/v1/images/" + id).json()["like_count"] == 50);
}

TEST_CASE("the gateway's HTTP backends reach Object Storage through pre-authenticated requests") {
  auto& service = Service();
  const local::DataFolder data{service.data()};
  const auto running = local::ReadRunning(data);
  REQUIRE(running.ok());
  auto services = local::OperatorServices(data, *running);
  REQUIRE(services.ok());
  auto call = local::CallWithin(std::chrono::seconds(10));
  const auto expires = local::SystemNow() + std::chrono::hours(1);
  using oci::object_storage::ParAccess;
  const auto write =
      services->objects->CreatePar(call, "w", "tmp/a b", ParAccess::kObjectWrite, expires);
  const auto read =
      services->objects->CreatePar(call, "r", "tmp/a b", ParAccess::kObjectRead, expires);
  REQUIRE(write.ok());
  REQUIRE(read.ok());
  // "/p/<secret>..." of Object Storage is "/v1/put/<secret>..." of the gateway.
  const std::string bytes = SmallPng(77);
  CHECK(service.Send("PUT", "/v1/put" + write->access_uri.substr(2), bytes, "image/png").status ==
        200);
  const auto back = service.Send("GET", "/v1/get" + read->access_uri.substr(2));
  CHECK(back.status == 200);
  CHECK(back.body == bytes);
  CHECK(back.Header("Content-Type") == "image/png");
  CHECK(back.Header("X-Robots-Tag") == "noindex");
  const auto head = service.Send("HEAD", "/v1/get" + read->access_uri.substr(2));
  CHECK(head.status == 200);
  CHECK(head.Header("Content-Length") == std::to_string(bytes.size()));
  // A pre-authenticated request of another bucket does not work, so nobody's objects are served in
  // FotoGal's name.
  auto elsewhere = *running;
  elsewhere.function_config["FOTOGAL_BUCKET"] = local::kWebBucket;
  auto stranger = local::OperatorServices(data, elsewhere);
  REQUIRE(stranger.ok());
  REQUIRE(stranger->objects->Put(call, "tmp/script.js", "run()", {}).ok());
  const auto theirs =
      stranger->objects->CreatePar(call, "s", "tmp/script.js", ParAccess::kObjectRead, expires);
  REQUIRE(theirs.ok());
  CHECK(service.Send("GET", "/v1/get" + theirs->access_uri.substr(2)).status == 404);
  // Errors are Object Storage's own: a request for writing cannot be used to read, and unknown
  // secrets are 404.
  CHECK(service.Send("GET", "/v1/get" + write->access_uri.substr(2)).status == 404);
  const std::string place = write->access_uri.substr(write->access_uri.find("/n/"));
  for (const std::string& unknown :
       {std::string("/nonsense/n/x/b/y/o/z"), "/unknown-secret" + place, std::string("/"),
        std::string("/unknown-secret")}) {
    INFO(unknown);
    CHECK(service.Send("GET", "/v1/get" + unknown).status == 404);
    CHECK(service.Send("PUT", "/v1/put" + unknown, bytes, "image/png").status == 404);
  }
  CHECK(service.Send("GET", "/v1/get" + read->access_uri.substr(2)).body == bytes);
}

namespace {

// A PNG of exactly that many bytes: noise, and a chunk that decoders skip.
std::string PngOfSize(size_t size) {
  std::minstd_rand random(20);
  std::string png =
      tests::EncodePng(2600, 2600, [&](int, int) { return static_cast<std::uint8_t>(random()); });
  constexpr size_t kEnd = 12, kFrame = 12;  // IEND; length, type and checksum of a chunk
  REQUIRE(png.size() + kFrame <= size);
  const size_t padding = size - png.size() - kFrame;
  const auto number = [](size_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
  };
  const std::string chunk = "paDd" + std::string(padding, 'x');
  const auto checksum =
      crc32(0, reinterpret_cast<const Bytef*>(chunk.data()), static_cast<uInt>(chunk.size()));
  png.insert(png.size() - kEnd, number(padding) + chunk + number(checksum));
  return png;
}

}  // namespace

TEST_CASE("a photo of 20 MB to the byte is put and published, one byte more is not") {
  auto& service = Service();
  const auto dora = Client::SignUp(service, "dora.large");
  constexpr size_t kMost = 20 * 1024 * 1024;
  const auto announce = [&](size_t size) {
    const Json upload{{"content_type", "image/png"}, {"size", size}};
    return dora.Send("POST", "/v1/uploads", upload.dump(), "application/json");
  };
  CHECK(announce(kMost + 1).status == 422);
  const auto upload = announce(kMost);
  REQUIRE(upload.status == 201);
  const std::string url = upload.json()["url"];
  const std::string photo = PngOfSize(kMost);
  REQUIRE(photo.size() == kMost);
  CHECK(service.Send("PUT", url, photo + "x", "image/png").status == 413);
  CHECK(service.Send("PUT", url, photo, "image/png").status == 200);
  const Json publication{{"upload_id", upload.json()["upload_id"]}, {"caption", "large"}};
  const auto published = dora.Send("POST", "/v1/images", publication.dump(), "application/json");
  CHECK(published.status == 201);
  CHECK(published.json()["width"] == 2600);
  CHECK(service.Send("GET", published.json()["urls"]["original"]).body.size() >
        kMost - 1024 * 1024);
}
