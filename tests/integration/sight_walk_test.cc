// When somebody loses the sight of an author's photos, every address of them that anybody has kept
// is dead, and whoever may still see them gets new ones at once.
#include <functional>
#include <mutex>
#include <set>

#include "tests/integration/walk.h"

using namespace walk;

namespace {

// Ann, who has shared a photo, and people who are connected with her in different ways.
struct Circle {
  tests::TestCloud cloud;
  Person ann, follower, other, stranger;
  std::string image;

  explicit Circle(bool is_private) {
    ann = cloud.SignUp("ann", is_private);
    follower = cloud.SignUp("follower");
    other = cloud.SignUp("other");
    stranger = cloud.SignUp("stranger");
    image = cloud.Upload(ann);
    for (const auto& person : {follower, other}) {
      cloud.Follow(person, ann);
      Must(&follow::Handle, {"PUT", "/v1/me/follow-requests/" + person.username}, ann);
    }
    cloud.RunJobs();
  }

  std::vector<const Person*> Everybody() { return {&ann, &follower, &other, &stranger}; }

  void Must(FunctionHandler handler, const tests::Call& call, const Person& as) {
    const auto reply = cloud.Send(handler, call, &as);
    INFO(call.method << " " << call.path << " " << reply.raw.body);
    REQUIRE((reply.status < 300 || call.path.starts_with("/v1/me/follow-requests/")));
  }

  // All addresses of the photo that somebody is given: by the image, the list and the feed.
  std::set<std::string> AddressesFor(const Person& person) {
    std::set<std::string> addresses;
    const auto add = [&](const Json& json) {
      if (!json.is_object() || !json.contains("urls")) return;
      for (const auto& url : json["urls"]) addresses.insert(url.get<std::string>());
    };
    const auto get = [&](FunctionHandler handler, const std::string& path) {
      return cloud.Send(handler, {"GET", path}, &person).body;
    };
    add(get(&image::Handle, "/v1/images/" + image));
    for (const auto& list :
         {get(&image::Handle, "/v1/users/ann/images"), get(&feed::Handle, "/v1/feed")}) {
      for (const auto& item : list.value("items", Json::array())) add(item);
    }
    const auto content = cloud.Send(
        &image::Handle, {"GET", "/v1/images/" + image + "/content", "size=medium"}, &person);
    if (content.status == 303)
      addresses.insert(std::string(content.raw.headers.Get("Location").value_or("")));
    return addresses;
  }
};

struct Event {
  const char* name;
  bool needs_private;
  std::function<void(Circle&)> happen;
  std::set<std::string> see;  // who sees the photo afterwards
};

std::vector<Event> Events() {
  const Json leave{{"password", "password of ann"}};
  return {
      {"she goes private",
       false,
       [](Circle& c) {
         c.Must(&account::Handle, {"PATCH", "/v1/me", "", R"({"is_private":true})"}, c.ann);
       },
       {"ann", "follower", "other"}},
      {"she goes private and takes another name",
       false,
       [](Circle& c) {
         c.Must(&account::Handle,
                {"PATCH", "/v1/me", "", R"({"is_private":true,"full_name":"Ann B."})"}, c.ann);
       },
       {"ann", "follower", "other"}},
      {"she blocks a follower",
       false,
       [](Circle& c) {
         c.Must(&follow::Handle, {"PUT", "/v1/users/follower/block"}, c.ann);
       },
       {"ann", "other", "stranger"}},
      {"she blocks a stranger",
       false,
       [](Circle& c) {
         c.Must(&follow::Handle, {"PUT", "/v1/users/stranger/block"}, c.ann);
       },
       {"ann", "follower", "other"}},
      {"private, she blocks a follower",
       true,
       [](Circle& c) {
         c.Must(&follow::Handle, {"PUT", "/v1/users/follower/block"}, c.ann);
       },
       {"ann", "other"}},
      {"private, she removes a follower",
       true,
       [](Circle& c) {
         c.Must(&follow::Handle, {"DELETE", "/v1/me/followers/follower"}, c.ann);
       },
       {"ann", "other"}},
      {"private, a follower leaves",
       true,
       [](Circle& c) {
         c.Must(&follow::Handle, {"DELETE", "/v1/users/ann/follow"}, c.follower);
       },
       {"ann", "other"}},
      {"private, a follower blocks her",
       true,
       [](Circle& c) {
         c.Must(&follow::Handle, {"PUT", "/v1/users/ann/block"}, c.follower);
       },
       {"ann", "other"}},
      {"she deletes the photo",
       false,
       [](Circle& c) {
         c.Must(&image::Handle, {"DELETE", "/v1/images/" + c.image}, c.ann);
       },
       {}},
      {"she deletes her account",
       false,
       [leave](Circle& c) {
         c.Must(&account::Handle, {"DELETE", "/v1/me", "", leave.dump()}, c.ann);
       },
       {}},
  };
}

}  // namespace

TEST_CASE("after an event that ends sight, kept addresses are dead and others are given") {
  for (const Event& event : Events()) {
    INFO(event.name);
    Circle circle(event.needs_private);
    std::set<std::string> kept;
    for (const Person* person : circle.Everybody()) kept.merge(circle.AddressesFor(*person));
    REQUIRE_FALSE(kept.empty());
    for (const auto& address : kept) REQUIRE(circle.cloud.Load(address).status == 200);

    event.happen(circle);

    for (const auto& address : kept) CHECK(circle.cloud.Load(address).status == 404);
    for (const Person* person : circle.Everybody()) {
      INFO(person->username);
      const auto given = circle.AddressesFor(*person);
      CHECK(given.empty() != event.see.contains(person->username));
      for (const auto& address : given) CHECK(circle.cloud.Load(address).status == 200);
    }
  }
}

TEST_CASE("an event of which nobody loses sight leaves the addresses as they are") {
  Circle circle(false);
  const auto before = circle.AddressesFor(circle.other);
  circle.Must(&follow::Handle, {"DELETE", "/v1/users/ann/follow"}, circle.follower);
  circle.Must(&follow::Handle, {"PUT", "/v1/users/ann/block"}, circle.stranger);
  circle.Must(&account::Handle, {"PATCH", "/v1/me", "", R"({"bio":"x"})"}, circle.ann);
  circle.cloud.RunJobs();
  CHECK(circle.AddressesFor(circle.other) == before);
  for (const auto& address : before) CHECK(circle.cloud.Load(address).status == 200);
}

// A page whose checks came before the event and whose access came after it.
TEST_CASE("a page that is being made while sight ends gives no address that works") {
  for (const Event& event : Events()) {
    INFO(event.name);
    // The event happens before the n-th request of the page.
    for (int before = 1; before <= 12; ++before) {
      Circle circle(event.needs_private);
      std::vector<std::string> losers;
      for (const Person* person : circle.Everybody()) {
        if (!event.see.contains(person->username) && !circle.AddressesFor(*person).empty())
          losers.push_back(person->username);
      }
      for (const Person* person : circle.Everybody()) {
        if (std::ranges::find(losers, person->username) == losers.end()) continue;
        int requests = 0;
        std::mutex mutex;
        auto page = circle.cloud.NewProcess([&]() -> std::shared_ptr<void> {
          const std::lock_guard lock(mutex);
          if (++requests == before) {
            event.happen(circle);
            // Somebody who still sees the photo makes new access at once.
            (void)circle.AddressesFor(circle.other);
          }
          return nullptr;
        });
        const auto reply = circle.cloud.SendTo(page.services, &image::Handle,
                                               {"GET", "/v1/images/" + circle.image}, person);
        if (requests < before) continue;
        for (const auto& url : reply.body.value("urls", Json::object())) {
          const auto address = url.get<std::string>();
          if (!address.starts_with("/v1/images/")) CHECK(circle.cloud.Load(address).status == 404);
        }
        break;  // the event happens once
      }
    }
  }
}
