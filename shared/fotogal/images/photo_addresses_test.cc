#include "fotogal/images/photo_addresses.h"

#include <catch2/catch_test_macros.hpp>
#include <set>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "functions/account/handler.h"
#include "functions/image/handler.h"
#include "functions/profile/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;
using tests::Person;

namespace {

constexpr const char* kSizes[] = {"thumb", "medium", "large", "original"};

// Ann has shared an image with all renditions; Bob looks at it.
struct Album : tests::WorldOfAnnAndBob {
  std::string image = cloud.Upload(ann);

  Json Urls(const Person& viewer) {
    return cloud.Send(&image::Handle, {"GET", "/v1/images/" + image}, &viewer).body["urls"];
  }
  int Status(const Json& url) { return cloud.Load(url.get<std::string>()).status; }
  User Row(const Person& person) {
    auto call = cloud.NewCall();
    return FindUserRow({services, call}, person.id)->value();
  }
  // The pre-authenticated requests that there are for an author's photos.
  size_t Pars(const Person& author) {
    auto call = cloud.NewCall();
    const auto pars = services.objects->ListPars(call, "images/" + ToBase36(author.id) + "/", "");
    REQUIRE(pars.ok());
    return pars->items.size();
  }
  void End(const Person& author) {
    auto call = cloud.NewCall();
    REQUIRE(EndPhotoAccess({services, call}, author.id).ok());
  }
};

// A cloud that makes no pre-authenticated request.
class NoNewPars : public oci::Transport {
 public:
  explicit NoNewPars(std::shared_ptr<oci::Transport> cloud) : cloud_(std::move(cloud)) {}
  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request,
                                      std::chrono::milliseconds timeout,
                                      const std::function<bool()>& stop) override {
    if (request.method == "POST" && request.url.ends_with("/p"))
      return oci::HttpResponse{404, {}, R"({"code":"BucketNotFound","message":"none"})"};
    return cloud_->Send(request, timeout, stop);
  }

 private:
  std::shared_ptr<oci::Transport> cloud_;
};

}  // namespace

TEST_CASE("every size of a photo is loaded from Object Storage") {
  Album album;
  const auto urls = album.Urls(album.bob);
  for (const char* size : kSizes) {
    INFO(size);
    const auto loaded = album.cloud.Load(urls[size]);
    CHECK(loaded.status == 200);
    CHECK(loaded.raw.content_type ==
          (size == std::string("original") ? "image/png" : "image/jpeg"));
    CHECK(loaded.raw.headers.Get("etag"));
  }
  CHECK((album.cloud.Load(urls["original"]).raw.body == tests::SmallPng(1)));
  CHECK(urls["thumb"] != urls["medium"]);
}

TEST_CASE("addresses lead where the setting says") {
  Album album;
  CHECK(album.Urls(album.bob)["thumb"].get<std::string>().starts_with("http://cloud.test/p/"));
  album.services.config.photo_urls = PhotoUrls::kGateway;
  const auto urls = album.Urls(album.bob);
  CHECK(urls["thumb"].get<std::string>().starts_with("/v1/get/"));
  CHECK(album.Status(urls["thumb"]) == 200);
}

TEST_CASE("an author's addresses stay the same for all viewers until an hour before they end") {
  Album album;
  const auto eve = album.cloud.SignUp("eve");
  const auto urls = album.Urls(album.bob);
  album.cloud.now += std::chrono::hours(22) + std::chrono::minutes(59);
  CHECK(album.Urls(eve) == urls);
  CHECK(album.Urls(album.ann) == urls);
  album.cloud.now += std::chrono::minutes(2);
  const auto next = album.Urls(album.bob);
  CHECK(next != urls);
  CHECK(album.Status(next["thumb"]) == 200);
  CHECK(album.Status(urls["thumb"]) == 200);  // what a page shows goes on working
  album.cloud.now += std::chrono::hours(1);
  CHECK(album.Status(urls["thumb"]) == 404);
  CHECK(album.Status(next["thumb"]) == 200);
}

TEST_CASE("ended access: every address is dead, and the next page has others") {
  Album album;
  const auto first = album.Urls(album.bob);
  album.cloud.now += std::chrono::hours(23) + std::chrono::minutes(1);
  const auto second = album.Urls(album.bob);
  REQUIRE(first != second);
  album.End(album.ann);
  for (const char* size : kSizes) {
    CHECK(album.Status(first[size]) == 404);
    CHECK(album.Status(second[size]) == 404);
  }
  CHECK(album.Pars(album.ann) == 0);
  CHECK(album.Row(album.ann).photo_access.former.empty());
  CHECK(album.Status(album.Urls(album.bob)["thumb"]) == 200);
  CHECK(album.Pars(album.ann) == 1);
}

TEST_CASE("ending access that nobody has used changes nothing") {
  Album album;
  const auto before = album.cloud.Rows(schema::kUsers);
  album.End(album.bob);
  CHECK((album.cloud.Rows(schema::kUsers) == before));
}

TEST_CASE("ending access, cut off at any request, is completed by the next try") {
  for (int cut = 1; cut <= 8; ++cut) {
    for (const auto fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
      INFO("request " << cut);
      Album album;
      const auto urls = album.Urls(album.bob);
      auto dying = album.cloud.NewProcess([] { return nullptr; });
      dying.transport->FailFrom(cut, fault);
      auto call = album.cloud.NewCall();
      (void)EndPhotoAccess({dying.services, call}, album.ann.id);
      // A page that somebody opens in between does not hide what is left.
      const auto between = album.Urls(album.bob);
      album.End(album.ann);
      CHECK(album.Status(urls["thumb"]) == 404);
      CHECK(album.Status(between["thumb"]) == 404);
      CHECK(album.Pars(album.ann) == 0);
    }
  }
}

TEST_CASE("reconcile forgets access whose request is gone") {
  Album album;
  const auto urls = album.Urls(album.bob);
  auto call = album.cloud.NewCall();
  const Context context{album.services, call};
  CHECK(*RepairPhotoAccess(context, album.ann.id) == 0);
  REQUIRE(*album.services.objects->DeletePar(call, album.Row(album.ann).photo_access.id));
  CHECK(album.Status(album.Urls(album.bob)["thumb"]) == 404);
  CHECK(*RepairPhotoAccess(context, album.ann.id) == 1);
  CHECK(album.Status(album.Urls(album.bob)["thumb"]) == 200);
  CHECK(*RepairPhotoAccess(context, album.ann.id) == 0);
}

TEST_CASE("200 first looks at once make one request that lives") {
  Album album;
  constexpr int kLooks = 200;
  std::vector<tests::TestCloud::Process> processes;
  for (int i = 0; i < kLooks; ++i)
    processes.push_back(album.cloud.NewProcess([] { return nullptr; }));
  std::vector<std::string> urls(kLooks);
  std::vector<std::thread> threads;
  for (int i = 0; i < kLooks; ++i) {
    threads.emplace_back([&, i] {
      const auto reply =
          album.cloud.SendTo(processes[static_cast<size_t>(i)].services, &image::Handle,
                             {"GET", "/v1/images/" + album.image}, &album.bob);
      urls[static_cast<size_t>(i)] = reply.body["urls"]["thumb"];
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(std::set(urls.begin(), urls.end()).size() == 1);
  CHECK(album.Status(urls[0]) == 200);
  CHECK(album.Pars(album.ann) == 1);
}

TEST_CASE("an address of one author opens nothing else, whatever is done to its path") {
  Album album;
  const auto other = album.cloud.Upload(album.bob);
  const auto mine = album.Urls(album.bob)["original"].get<std::string>();
  const auto theirs = album.cloud.Send(&image::Handle, {"GET", "/v1/images/" + other}, &album.bob)
                          .body["urls"]["original"]
                          .get<std::string>();
  const auto object = [](const std::string& url) { return url.substr(url.find("/o/") + 3); };
  const std::string base = mine.substr(0, mine.find("/o/") + 3);
  const std::string own = "images/" + ToBase36(album.ann.id) + "/";
  REQUIRE(album.Status(base + object(mine)) == 200);
  REQUIRE(album.Status(theirs) == 200);
  const std::string name = object(theirs).substr(std::string("images/").size());
  for (const std::string& path :
       {object(theirs), own + "../" + name, own + "%2e%2e/" + name, own + "..%2f" + name,
        own + "%2E%2E%2F" + name, "./" + object(theirs), "/" + object(theirs), own + "./../" + name,
        own + "//" + object(theirs), "images/" + ToBase36(album.ann.id), std::string("images/"),
        std::string(), own, own + "?prefix=images/", own + "..;/" + name}) {
    INFO(path);
    CHECK(album.Status(base + path) == 404);
  }
}

TEST_CASE("an avatar's address is the same for all; a small one is beside it") {
  Album album;
  const auto put = album.cloud.Send(
      &upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(9), "image/png"}, &album.ann);
  REQUIRE(put.status == 200);
  const auto profile =
      album.cloud.Send(&profile::Handle, {"GET", "/v1/users/ann"}, &album.bob).body;
  const auto image = album.Urls(album.bob);
  for (const char* field : {"profile_image_url", "profile_image_url_small"}) {
    CHECK(profile[field] == put.body[field]);
    CHECK(album.Status(profile[field]) == 200);
  }
  CHECK(profile["profile_image_url"] != profile["profile_image_url_small"]);
  album.End(album.ann);  // her photos are another folder
  CHECK(album.Status(profile["profile_image_url"]) == 200);
}

TEST_CASE("without Object Storage a page is answered, with addresses in the API") {
  Album album;
  album.End(album.ann);
  auto services = album.cloud.ServicesBy(
      std::make_shared<NoNewPars>(album.cloud.NewProcess([] { return nullptr; }).transport));
  const auto urls =
      album.cloud.SendTo(services, &image::Handle, {"GET", "/v1/images/" + album.image}, &album.bob)
          .body["urls"];
  CHECK(urls["thumb"] == "/v1/images/" + album.image + "/content?size=thumb");
  const auto content = album.cloud.SendTo(
      services, &image::Handle, {"GET", "/v1/images/" + album.image + "/content"}, &album.bob);
  CHECK(content.status == 503);
}
