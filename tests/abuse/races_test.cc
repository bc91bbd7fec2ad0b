// Two calls about one thing at once end as one of their two orders would: answers, rows, objects
// and counters. The second call runs whole at each request of the first, both ways round, and then
// the two go request by request as seeds choose (FOTOGAL_NIGHTLY=1: more of them).
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <mutex>
#include <set>
#include <thread>

#include "fotogal/base/schema.h"
#include "fotogal/images/uploads.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/follows.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/like/handler.h"
#include "functions/upload/handler.h"
#include "tests/properties/interleaver.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;
using tests::Person;
using tests::Reply;

namespace {

struct Bench {
  tests::TestCloud cloud;
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  oci::TimePoint sessions_from = cloud.now;
  std::string image, comment, upload;

  Reply Send(Services& services, FunctionHandler handler, const Person& who, const char* method,
             const std::string& path, const Json& body = Json()) {
    return cloud.SendTo(services, handler,
                        {method, path, "", body.is_null() ? std::string() : body.dump()}, &who);
  }
  Reply Do(FunctionHandler handler, const Person& who, const char* method, const std::string& path,
           const Json& body = Json()) {
    auto reply = Send(cloud.services(), handler, who, method, path, body);
    cloud.now += std::chrono::milliseconds(1);
    return reply;
  }

  void SetPrivate(const Person& who, bool is_private) {
    REQUIRE(Do(&account::Handle, who, "PATCH", "/v1/me", {{"is_private", is_private}}).status ==
            200);
  }
  void OpenUpload() {
    const std::string bytes = tests::SmallPng(1);
    const auto opened = Do(&upload::Handle, ann, "POST", "/v1/uploads",
                           {{"content_type", "image/png"}, {"size", bytes.size()}});
    REQUIRE(opened.status == 201);
    upload = opened.body["upload_id"];
    auto call = cloud.NewCall();
    const std::string object = cloud.Rows(schema::kUploads).at(0)["object"];
    REQUIRE(cloud.services().objects->Put(call, object, bytes, {}).ok());
  }
  void Comment() {
    const auto posted =
        Do(&comment::Handle, bob, "POST", "/v1/images/" + image + "/comments", {{"text", "hi"}});
    REQUIRE(posted.status == 201);
    comment = posted.body["id"];
  }

  // Strangers without photos, both public, sessions fresh, nothing left to do.
  void Reset() {
    if (cloud.now > sessions_from + std::chrono::days(1)) {
      ann = cloud.StartSession(ann);
      bob = cloud.StartSession(bob);
      sessions_from = cloud.now;
    }
    auto& services = cloud.services();
    for (const auto& row : cloud.Rows(schema::kBlocks)) {
      auto call = cloud.NewCall();
      REQUIRE(Unblock({services, call}, row["user_id"], row["blocked_id"]).ok());
    }
    for (const auto& row : cloud.Rows(schema::kFollows)) {
      auto call = cloud.NewCall();
      REQUIRE(Unfollow({services, call}, row["follower_id"], row["followee_id"]).ok());
    }
    for (const auto& row : cloud.Rows(schema::kUsers)) {
      const Person& one = row["id"] == ann.id ? ann : bob;
      if (HasAvatar(row)) Do(&upload::Handle, one, "DELETE", "/v1/me/avatar");
      if (row["is_private"] == true) SetPrivate(one, false);
    }
    for (const auto& row : cloud.Rows(schema::kImages)) {
      const std::string id = ToString(ImageRef{row["user_id"], row["id"]});
      const Person& author = row["user_id"] == ann.id ? ann : bob;
      if (row["removed"] != true) Do(&image::Handle, author, "DELETE", "/v1/images/" + id);
    }
    for (const auto& row : cloud.Rows(schema::kUploads)) {
      auto call = cloud.NewCall();
      CloseUpload({services, call},
                  {row["user_id"], row["id"], row["object"], row["par_id"], "", 0});
    }
    Settle();
  }
  void Settle() {
    for (int round = 0; round < 6 && !cloud.Rows(schema::kJobs).empty(); ++round) cloud.RunJobs();
  }
  static bool HasAvatar(const Json& user) {
    const auto& url = user["profile_image_url"];
    return url.is_string() && url != "";
  }

  size_t Objects(const std::string& folder) {
    auto call = cloud.NewCall();
    return cloud.services().objects->List(call, folder, "", 1000)->objects.size();
  }
  size_t Pars() {
    auto call = cloud.NewCall();
    return cloud.services().objects->ListPars(call, "uploads/", "")->items.size();
  }
  Json Look() {
    Settle();
    const auto name = [&](const Json& id) { return id == ann.id ? "ann" : "bob"; };
    Json seen{{"jobs", cloud.Rows(schema::kJobs).size()},
              {"difference", cloud.CounterDifference()},
              {"objects", Objects("images/") + Objects("avatars/")},
              {"put", Objects("uploads/")},
              {"pars", Pars()},
              {"uploads", cloud.Rows(schema::kUploads).size()},
              {"comments", cloud.Rows(schema::kComments).size()}};
    for (const auto& row : cloud.Rows(schema::kUsers)) {
      seen["counts"][name(row["id"])] = {row["image_count"], row["follower_count"],
                                         row["following_count"], row["is_private"]};
      seen["avatar"][name(row["id"])] = HasAvatar(row);
    }
    for (const auto& row : cloud.Rows(schema::kFollows))
      seen["follows"][name(row["follower_id"])] = row["state"];
    for (const auto& row : cloud.Rows(schema::kBlocks)) seen["blocks"].push_back(row["user_id"]);
    if (seen.contains("blocks")) std::sort(seen["blocks"].begin(), seen["blocks"].end());
    for (const auto& row : cloud.Rows(schema::kReactions))
      seen["reacts"].push_back(row["reaction"]);
    int photos = 0, avatars = 0;
    for (const auto& row : cloud.Rows(schema::kImages)) {
      (row["is_profile"] == true ? avatars : photos) += 1;
      seen["captions"].push_back(row["main_comment"]);
      seen["likes"].push_back({row["like_count"], row["dislike_count"], row["comment_count"]});
    }
    seen["images"] = {photos, avatars};
    return seen;
  }
};

using Act = std::function<Reply(Bench&, Services&)>;
struct Race {
  const char* name;
  std::function<void(Bench&)> arrange;
  Act one, other;
  bool both_may_stand = false;  // each blocks the other: neither is left without their block
};

Act By(Person Bench::*who, FunctionHandler handler, const char* method, const std::string& path,
       const Json& body = Json()) {
  return [=](Bench& bench, Services& services) {
    std::string filled = path;
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"{image}", bench.image},
                                      {"{comment}", bench.comment}}) {
      if (const auto at = filled.find(name); at != std::string::npos)
        filled.replace(at, name.size(), value);
    }
    Json sent = body;
    if (sent.is_object() && sent.contains("upload_id")) sent["upload_id"] = bench.upload;
    return bench.Send(services, handler, bench.*who, method, filled, sent);
  };
}

const auto kAnn = &Bench::ann;
const auto kBob = &Bench::bob;
Act Follow(const char* method) { return By(kBob, &follow::Handle, method, "/v1/users/ann/follow"); }
Act AnnBlocks(const char* method) {
  return By(kAnn, &follow::Handle, method, "/v1/users/bob/block");
}
Act BobBlocks(const char* method) {
  return By(kBob, &follow::Handle, method, "/v1/users/ann/block");
}
Act Request(const char* method) {
  return By(kAnn, &follow::Handle, method, "/v1/me/follow-requests/bob");
}
Act Privacy(bool is_private) {
  return By(kAnn, &account::Handle, "PATCH", "/v1/me", {{"is_private", is_private}});
}
Act React(const char* method, const char* what) {
  return By(kBob, &like::Handle, method, std::string("/v1/images/{image}/") + what);
}
const Act kDeleteImage = By(kAnn, &image::Handle, "DELETE", "/v1/images/{image}");
const Act kComment =
    By(kBob, &comment::Handle, "POST", "/v1/images/{image}/comments", {{"text", "hi"}});
Act DeleteComment(Person Bench::*who) {
  return By(who, &comment::Handle, "DELETE", "/v1/images/{image}/comments/{comment}");
}
Act Publish(const char* caption) {
  return By(kAnn, &upload::Handle, "POST", "/v1/images", {{"upload_id", ""}, {"caption", caption}});
}
const Act kAvatar = By(kAnn, &upload::Handle, "PUT", "/v1/me/avatar", {{"upload_id", ""}});
const Act kDeleteAvatar = By(kAnn, &upload::Handle, "DELETE", "/v1/me/avatar");

void Nothing(Bench&) {}
void Private(Bench& bench) { bench.SetPrivate(bench.ann, true); }
void Following(Bench& bench) { bench.cloud.Follow(bench.bob, bench.ann); }
void Asked(Bench& bench) {
  Private(bench);
  Following(bench);
}
void BothFollow(Bench& bench) {
  Following(bench);
  bench.cloud.Follow(bench.ann, bench.bob);
}
void BobBlocked(Bench& bench) { bench.cloud.Block(bench.bob, bench.ann); }
void Photo(Bench& bench) {
  bench.image = bench.cloud.Upload(bench.ann);
  bench.Settle();
}
void Liked(Bench& bench) {
  Photo(bench);
  bench.cloud.React(bench.bob, bench.image, "PUT", "like");
}
void Commented(Bench& bench) {
  Photo(bench);
  bench.Comment();
}
void Uploaded(Bench& bench) { bench.OpenUpload(); }
void UploadedBesideAvatar(Bench& bench) {
  REQUIRE(bench.cloud
              .Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(9), "image/png"},
                    &bench.ann)
              .status == 200);
  bench.OpenUpload();
}

const std::vector<Race>& Follows() {
  static const std::vector<Race> races = {
      {"follow beside one's own unfollow", Nothing, Follow("PUT"), Follow("DELETE")},
      {"follow again beside one's own unfollow", Following, Follow("PUT"), Follow("DELETE")},
      {"ask beside taking it back", Private, Follow("PUT"), Follow("DELETE")},
      {"follow beside the other's block", Nothing, Follow("PUT"), AnnBlocks("PUT")},
      {"follow beside one's own block", Nothing, Follow("PUT"), BobBlocks("PUT")},
      {"follow beside one's own unblock", BobBlocked, Follow("PUT"), BobBlocks("DELETE")},
      {"follow beside the account's closing", Nothing, Follow("PUT"), Privacy(true)},
      {"ask beside the account's opening", Private, Follow("PUT"), Privacy(false)},
      {"block beside one's own unblock", BothFollow, BobBlocks("PUT"), BobBlocks("DELETE")},
      {"block beside the other's block", BothFollow, BobBlocks("PUT"), AnnBlocks("PUT"), true},
      {"accept beside decline", Asked, Request("PUT"), Request("DELETE")},
      {"accept beside taking it back", Asked, Request("PUT"), Follow("DELETE")},
      {"accept beside the asker's block", Asked, Request("PUT"), BobBlocks("PUT")},
      {"accept beside one's own block", Asked, Request("PUT"), AnnBlocks("PUT")},
      {"accept twice", Asked, Request("PUT"), Request("PUT")},
      {"remove a follower beside the unfollow", Following,
       By(kAnn, &follow::Handle, "DELETE", "/v1/me/followers/bob"), Follow("DELETE")},
  };
  return races;
}

const std::vector<Race>& Photos() {
  static const std::vector<Race> races = {
      {"like twice", Photo, React("PUT", "like"), React("PUT", "like")},
      {"like beside unlike", Photo, React("PUT", "like"), React("DELETE", "like")},
      {"like beside dislike", Liked, React("PUT", "like"), React("PUT", "dislike")},
      {"unlike beside dislike", Liked, React("DELETE", "like"), React("PUT", "dislike")},
      {"like beside the photo's deletion", Photo, React("PUT", "like"), kDeleteImage},
      {"like beside the author's block", Photo, React("PUT", "like"), AnnBlocks("PUT")},
      {"comment beside the photo's deletion", Photo, kComment, kDeleteImage},
      {"comment beside the author's block", Photo, kComment, AnnBlocks("PUT")},
      {"a comment deleted beside its photo", Commented, DeleteComment(kBob), kDeleteImage},
      {"a comment deleted by both", Commented, DeleteComment(kBob), DeleteComment(kAnn)},
      {"a photo deleted twice", Photo, kDeleteImage, kDeleteImage},
      {"a caption beside the photo's deletion", Photo,
       By(kAnn, &image::Handle, "PATCH", "/v1/images/{image}", {{"caption", "new"}}), kDeleteImage},
  };
  return races;
}

const std::vector<Race>& Uploads() {
  static const std::vector<Race> races = {
      {"an upload as photo and as avatar", Uploaded, Publish("x"), kAvatar},
      {"an upload with two captions", Uploaded, Publish("x"), Publish("y")},
      {"an upload published twice", Uploaded, Publish("x"), Publish("x")},
      {"an upload as avatar twice", Uploaded, kAvatar, kAvatar},
      {"an upload as avatar twice, beside another avatar", UploadedBesideAvatar, kAvatar, kAvatar},
      {"an upload as avatar beside the avatar's removal", UploadedBesideAvatar, kAvatar,
       kDeleteAvatar},
  };
  return races;
}

// Of an answer, what tells one order from the other: no ids, no times, and no counts, which are
// everybody's and of the moment when they were read.
Json Told(const Reply& reply) {
  Json told{{"status", reply.status}};
  if (!reply.body.is_object()) return told;
  for (const char* name : {"code", "relation", "my_reaction", "text", "caption"}) {
    if (reply.body.contains(name)) told[name] = reply.body[name];
  }
  return told;
}

// Uploads that are refused for being used: before and after their being closed the same refusal.
Json Alike(Json told) {
  if (told.value("code", "") == "upload_used")
    told = {{"status", 404}, {"code", "upload_not_found"}};
  return told;
}

struct Ran {
  Json one, other;
};

class Contest {
 public:
  Contest(Bench& bench, const Race& race) : bench_(bench), race_(race) {
    for (const bool turned : {false, true}) {
      Arrange();
      auto& services = bench_.cloud.services();
      Ran ran;
      const auto first = [&] { ran.one = Told(race_.one(bench_, services)); };
      const auto second = [&] { ran.other = Told(race_.other(bench_, services)); };
      turned ? second() : first();
      bench_.cloud.now += std::chrono::milliseconds(1);
      turned ? first() : second();
      allowed_.insert(Result(ran));
    }
    for (const bool second : {false, true}) {
      Arrange();
      (second ? race_.other : race_.one)(bench_, bench_.cloud.services());
      alone_[second ? 1 : 0] = bench_.Look();
    }
  }

  // The second whole at the n-th request of the first; false: it has fewer.
  bool Meet(int n, bool turned) {
    Arrange();
    std::mutex mutex;
    int seen = 0;
    Ran ran;
    auto within = bench_.cloud.NewProcess([] { return nullptr; });
    const Act &outer = turned ? race_.other : race_.one, &inner = turned ? race_.one : race_.other;
    Json &outer_told = turned ? ran.other : ran.one, &inner_told = turned ? ran.one : ran.other;
    auto around = bench_.cloud.NewProcess([&]() -> std::shared_ptr<void> {
      auto held = std::make_shared<std::unique_lock<std::mutex>>(mutex);
      if (++seen == n) inner_told = Told(inner(bench_, within.services));
      return held;
    });
    outer_told = Told(outer(bench_, around.services));
    if (seen < n) return false;
    INFO((turned ? "the first" : "the second") << " comes in at request " << n);
    Judge(ran);
    return true;
  }

  void Interleave(unsigned seed) {
    Arrange();
    tests::Interleaver interleaver(seed);
    Ran ran;
    for (int i = 0; i < 2; ++i) interleaver.Join(i);
    const auto run = [&](int i, const Act& act, Json& told) {
      auto process = bench_.cloud.NewProcess(
          [&interleaver, i] { return std::make_shared<tests::Interleaver::Turn>(interleaver, i); });
      told = Told(act(bench_, process.services));
      interleaver.Leave(i);
    };
    {
      std::jthread one([&] { run(0, race_.one, ran.one); });
      run(1, race_.other, ran.other);
    }
    INFO("seed " << seed);
    Judge(ran);
  }

 private:
  void Arrange() {
    bench_.Reset();
    race_.arrange(bench_);
    bench_.cloud.now += std::chrono::milliseconds(1);
  }
  std::string Result(const Ran& ran) {
    return Json{{"one", Alike(ran.one)}, {"other", Alike(ran.other)}, {"then", bench_.Look()}}.dump(
        1);
  }
  // Who was told to try again has done nothing.
  void Judge(const Ran& ran) {
    const std::string result = Result(ran);
    std::string orders;
    for (const auto& order : allowed_) orders += order + "\n";
    INFO(race_.name << "\n" << result << "\nand the orders:\n" << orders);
    if (race_.both_may_stand && ran.one["status"] == 200 && ran.other["status"] == 200) {
      const Json seen = bench_.Look();
      CHECK(seen["blocks"].size() == 2);
      CHECK_FALSE(seen.contains("follows"));
    } else if (ran.one["status"] == 503 || ran.other["status"] == 503) {
      CHECK(bench_.Look() == alone_[ran.one["status"] == 503 ? 1 : 0]);
    } else {
      CHECK(allowed_.contains(result));
    }
  }

  Bench& bench_;
  const Race& race_;
  std::set<std::string> allowed_;
  Json alone_[2];
};

// Every third request as a sample, and a few seeds.
void RunAll(const std::vector<Race>& races) {
  const bool nightly = std::getenv("FOTOGAL_NIGHTLY") != nullptr;
  const int step = nightly ? 1 : 3;
  const unsigned seeds = nightly ? 300 : 2;
  Bench bench;
  int first = 0;
  for (const Race& race : races) {
    Contest contest(bench, race);
    for (const bool turned : {false, true}) {
      int n = 1 + first++ % step;
      for (; contest.Meet(n, turned); n += step) REQUIRE(n < 100);
      CHECK(n > 3);
    }
    for (unsigned seed = 1; seed <= seeds; ++seed) contest.Interleave(seed);
  }
}

}  // namespace

TEST_CASE("follows, requests and blocks at once end as one order of the calls would") {
  RunAll(Follows());
}

TEST_CASE("reactions, comments and deletions at once end as one order of the calls would") {
  RunAll(Photos());
}

TEST_CASE("an upload is used once, for one thing, however many calls want it") {
  RunAll(Uploads());
}

TEST_CASE("however many are opened at once, a hundred uploads are open") {
  const bool nightly = std::getenv("FOTOGAL_NIGHTLY") != nullptr;
  const Json body{{"content_type", "image/png"}, {"size", 5}};
  const auto open = [&](Bench& bench, Services& services) {
    return bench.Send(services, &upload::Handle, bench.ann, "POST", "/v1/uploads", body).status;
  };
  Bench bench;
  constexpr int kBefore = schema::kMaxOpenUploads - 2;
  for (int i = 0; i < kBefore; ++i) {
    REQUIRE(open(bench, bench.cloud.services()) == 201);
    bench.cloud.now += std::chrono::milliseconds(1);
  }
  for (unsigned seed = 1; seed <= (nightly ? 100U : 3U); ++seed) {
    INFO("seed " << seed);
    tests::Interleaver interleaver(seed);
    std::map<int, int> statuses;
    std::mutex mutex;
    constexpr int kAtOnce = 4;
    for (int i = 0; i < kAtOnce; ++i) interleaver.Join(i);
    const auto run = [&](int i) {
      auto process = bench.cloud.NewProcess(
          [&interleaver, i] { return std::make_shared<tests::Interleaver::Turn>(interleaver, i); });
      const int status = open(bench, process.services);
      interleaver.Leave(i);
      const std::lock_guard lock(mutex);
      ++statuses[status];
    };
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < kAtOnce; ++i) threads.emplace_back(run, i);
    }
    // Two had room: two got it, and the others left nothing.
    CHECK(statuses == std::map<int, int>{{201, 2}, {429, 2}});
    CHECK(bench.cloud.Rows(schema::kUploads).size() == schema::kMaxOpenUploads);
    CHECK(bench.Pars() == schema::kMaxOpenUploads);
    // What is published makes room at once.
    auto rows = bench.cloud.Rows(schema::kUploads);
    std::ranges::sort(rows, {}, [](const Json& row) { return row["id"].get<Id>(); });
    for (size_t i = rows.size() - 2; i < rows.size(); ++i) {
      auto call = bench.cloud.NewCall();
      const Json& row = rows[i];
      CloseUpload({bench.cloud.services(), call},
                  {row["user_id"], row["id"], row["object"], row["par_id"], "", 0});
    }
    bench.cloud.now += std::chrono::milliseconds(1);
  }
}
