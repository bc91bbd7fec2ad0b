// The import against a model, run twice, stopped anywhere, and used afterwards.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/social/reactions.h"
#include "functions/image/handler.h"
#include "functions/login/handler.h"
#include "functions/profile/handler.h"
#include "functions/signup/handler.h"
#include "tests/import/old_world.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using namespace tests;

namespace {

bool IsNightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

std::int64_t SecondsOf(oci::TimePoint now) { return ToMillis(now) / 1000; }

struct Bench {
  Bench(unsigned seed, int people, int images)
      : source(cloud.now), world(MakeOldWorld(seed, people, images, SecondsOf(cloud.now))) {
    char pattern[] = "/tmp/fotogal-import-XXXXXX";
    folder = mkdtemp(pattern);
    live = cloud.SignUp("livename");  // with livename@example.com
    imported_at = SecondsOf(cloud.now);
    world.Store(source.store());
  }
  ~Bench() { std::filesystem::remove_all(folder); }

  oci::Result<operate::v1::Summary> Run() {
    operate::v1::Options options;
    options.state_path = folder + "/state";
    options.report_path = folder + "/report";
    options.patience = std::chrono::seconds(0);
    options.sleep = [](std::chrono::milliseconds) {};
    terminal::Progress silent(nullptr, false);
    auto ran = operate::v1::Import(source.source(), cloud.services(), options, silent);
    why = ran.ok() ? "" : ran.error().code + ": " + ran.error().message;
    return ran;
  }
  void MustRun() {
    if (!Run().ok()) throw std::runtime_error(why);
  }
  void LoseState() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      std::filesystem::remove(entry);
  }
  std::set<Case> ReportedCases() const {
    std::set<Case> cases;
    std::ifstream file(folder + "/report");
    for (std::string line; std::getline(file, line);) {
      const Json entry = Json::parse(line);
      const char* what = entry.contains("person") ? "person" : "image";
      cases.insert({entry["case"], entry[what], entry.value("other", OldId{0})});
    }
    return cases;
  }
  // Every row of the new side and the names of its objects.
  Json Everything() {
    Json all;
    for (const auto& table : schema::Tables()) {
      auto rows = cloud.Rows(table.name);
      std::sort(rows.begin(), rows.end(),
                [](const Json& a, const Json& b) { return a.dump() < b.dump(); });
      all[table.name] = rows;
    }
    auto call = cloud.NewCall();
    std::string start;
    do {
      const auto page = cloud.services().objects->List(call, "images/", start, 1000).value();
      for (const auto& object : page.objects) all["objects"].push_back(object.name);
      start = page.next_start;
    } while (!start.empty());
    return all;
  }

  TestCloud cloud;
  SourceCloud source;
  OldWorld world;
  Person live;
  std::int64_t imported_at = 0;
  std::string folder, why;
};

// What one side has and the other has not; "" when they are equal.
template <class Map>
std::string Difference(const Map& got, const Map& wanted) {
  const auto minus = [](const Map& a, const Map& b) {
    Json rest = Json::array();
    for (const auto& entry : a) {
      if (std::find(b.begin(), b.end(), entry) == b.end()) rest.push_back(entry);
    }
    return rest;
  };
  if (got == wanted) return {};
  return "got only " + minus(got, wanted).dump() + ", wanted only " + minus(wanted, got).dump();
}

// Old ids of what the new side holds, by what both sides share.
struct Mapping {
  std::map<OldId, Id> people;
  std::map<Id, OldId> old_people;
  std::map<OldId, ImageRef> images;
  std::map<std::string, OldId> old_images;  // by ToString(ref)
};

Mapping MapOf(Bench& bench, const Expected& expected) {
  std::map<std::string, OldId> by_name;
  for (const auto& [id, name] : expected.usernames) by_name[name] = id;
  Mapping mapping;
  for (const auto& row : bench.cloud.Rows(schema::kUsers)) {
    const auto found = by_name.find(row["username"]);
    if (row["id"] == bench.live.id || found == by_name.end()) continue;
    mapping.people[found->second] = row["id"];
    mapping.old_people[row["id"]] = found->second;
  }
  // Captions name the image; those that were cut are told apart by author and time.
  for (const auto& row : bench.cloud.Rows(schema::kImages)) {
    for (const auto& [id, image] : bench.world.images) {
      if (mapping.people.count(image.author) == 0 ||
          mapping.people.at(image.author) != row["user_id"]) {
        continue;
      }
      const bool same = image.caption.size() > 2200
                            ? row["created_ts"] == image.created * 1000 &&
                                  row["main_comment"] == image.caption.substr(0, 2200)
                            : row["main_comment"] == image.caption;
      if (!same) continue;
      mapping.images[id] = {row["user_id"], row["id"]};
      mapping.old_images[ToString(mapping.images[id])] = id;
    }
  }
  return mapping;
}

Person Enter(Bench& bench, const Mapping& mapping, OldId id, const std::string& username) {
  auto call = bench.cloud.NewCall();
  const auto session = StartSession({bench.cloud.services(), call}, mapping.people.at(id));
  return {username, session.value().token, mapping.people.at(id),
          Sha256Base64Url(session.value().token)};
}

void CheckFollows(Bench& bench, const Expected& expected, const Mapping& mapping) {
  std::map<OldId, Ids> following, asks, followers, asked_by;
  for (const auto& row : bench.cloud.Rows(schema::kFollows)) {
    const OldId a = mapping.old_people.at(row["follower_id"]);
    const OldId b = mapping.old_people.at(row["followee_id"]);
    const bool accepted = row["state"] == "accepted";
    (accepted ? following : asks)[a].insert(b);
    (accepted ? followers : asked_by)[b].insert(a);
  }
  const auto without_empty = [](std::map<OldId, Ids> lists) {
    std::erase_if(lists, [](const auto& entry) { return entry.second.empty(); });
    return lists;
  };
  CHECK(Difference(following, without_empty(expected.following)) == "");
  CHECK(Difference(followers, without_empty(expected.followers)) == "");
  CHECK(Difference(asks, expected.asks) == "");
  CHECK(Difference(asked_by, expected.asked_by) == "");
}

void CheckReactions(Bench& bench, const Expected& expected, const Mapping& mapping) {
  std::map<OldId, Ids> likers, dislikers;
  for (const auto& [id, people] : expected.likers) likers[id], dislikers[id];
  for (const auto& row : bench.cloud.Rows(schema::kReactions)) {
    const OldId image =
        mapping.old_images.at(ToString(ImageRef{row["author_id"], row["image_id"]}));
    (row["reaction"] == "like" ? likers : dislikers)[image].insert(
        mapping.old_people.at(row["user_id"]));
  }
  CHECK(Difference(likers, expected.likers) == "");
  CHECK(Difference(dislikers, expected.dislikers) == "");
  CHECK(bench.cloud.CounterDifference() == "");
}

void CheckPeople(Bench& bench, const Expected& expected, const Mapping& mapping) {
  std::map<OldId, std::string> emails;
  std::map<OldId, OldId> avatars;
  for (const auto& row : bench.cloud.Rows(schema::kUsers)) {
    if (row["id"] == bench.live.id) continue;
    const OldId id = mapping.old_people.at(row["id"]);
    emails[id] = row["email"];
    CHECK(row["created_ts"] == bench.world.people.at(id).created * 1000);
    if (row["profile_image_url"].is_string()) {
      std::string url = row["profile_image_url"];
      url = url.substr(std::string("/v1/images/").size());
      avatars[id] = mapping.old_images.at(url.substr(0, url.find('/')));
    }
  }
  CHECK(Difference(emails, expected.emails) == "");
  CHECK(Difference(avatars, expected.avatars) == "");
}

std::vector<OldId> OldImages(const Mapping& mapping, const std::vector<std::string>& ids) {
  std::vector<OldId> images;
  for (const auto& id : ids) images.push_back(mapping.old_images.at(id));
  return images;
}

// Through the functions, as a person sees it.
void CheckLists(Bench& bench, const Expected& expected, const Mapping& mapping, int every) {
  for (const auto& [id, username] : expected.usernames) {
    if (id % every != 0) continue;
    INFO("person " << id << ", " << username);
    const Person person = Enter(bench, mapping, id, username);
    const auto feed = expected.feeds.find(id);
    CHECK(OldImages(mapping, bench.cloud.Feed(person)) ==
          (feed == expected.feeds.end() ? std::vector<OldId>() : feed->second));
    auto call = bench.cloud.NewCall();
    std::vector<std::string> grid;
    const auto images = ImagesOf({bench.cloud.services(), call}, person.id, 0, 10000).value();
    for (const auto& image : images) grid.push_back(ToString(image.ref));
    const auto wanted = expected.grids.find(id);
    CHECK(OldImages(mapping, grid) ==
          (wanted == expected.grids.end() ? std::vector<OldId>() : wanted->second));
    const auto profile =
        bench.cloud.Send(&profile::Handle, {"GET", "/v1/users/" + username}, &person);
    REQUIRE(profile.status == 200);
    CHECK(profile.body["counts"]["images"] == grid.size());
  }
}

// Whether the import has opened accounts: their names are confirmed, besides the live account's
// two.
bool HasOpened(Bench& bench) {
  const auto rows = bench.cloud.Rows(schema::kIdentities);
  return std::ranges::count_if(rows, [](const Json& row) { return row["reserved_until"] == 0; }) >
         2;
}

// whole_report: false for an import that lost its state after it had opened accounts.
void CheckAgainstModel(Bench& bench, int every, bool whole_report = true) {
  const Expected expected =
      Model(bench.world, bench.imported_at, {"livename"}, {"livename@example.com"});
  const Mapping mapping = MapOf(bench, expected);
  REQUIRE(mapping.people.size() == bench.world.people.size());
  if (whole_report) CHECK(Difference(bench.ReportedCases(), expected.cases) == "");
  CheckPeople(bench, expected, mapping);
  CheckFollows(bench, expected, mapping);
  CheckReactions(bench, expected, mapping);
  CheckLists(bench, expected, mapping, every);
}

Reply LogIn(TestCloud& cloud, const std::string& login, const std::string& password) {
  return cloud.Send(&login::Handle, {"POST", "/v1/login", "",
                                     Json{{"login", login}, {"password", password}}.dump()});
}

std::string HashOf(TestCloud& cloud, UserId id) {
  for (const auto& row : cloud.Rows(schema::kUsers)) {
    if (row["id"] == id) return row["password"];
  }
  return {};
}

}  // namespace

TEST_CASE("an import gives what the model of the rules gives") {
  const bool whole = IsNightly();
  Bench bench(11, whole ? 1000 : 200, whole ? 5000 : 1000);
  const auto ran = bench.Run();
  INFO(bench.why);
  REQUIRE(ran.ok());
  CHECK(ran->people == static_cast<std::int64_t>(bench.world.people.size()));
  CheckAgainstModel(bench, whole ? 1 : 6);

  const Json before = bench.Everything();
  const auto again = bench.Run();
  REQUIRE(again.ok());
  CHECK(again->was_finished);
  CHECK(bench.Everything() == before);
  // Without its state, too, it finds its own.
  bench.LoseState();
  const auto anew = bench.Run();
  REQUIRE(anew.ok());
  CHECK_FALSE(anew->was_finished);
  CHECK(bench.Everything() == before);
}

TEST_CASE("an import that was stopped anywhere gives the same result") {
  Bench whole(5, 30, 80);
  REQUIRE_NOTHROW(whole.MustRun());
  const Json wanted = whole.Everything();
  const int requests = whole.cloud.transport().requests();

  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  std::mt19937 random(seed);
  using tests::Fault;
  for (int round = 0; round < (IsNightly() ? 60 : 3); ++round) {
    Bench bench(5, 30, 80);
    int stops = 0;
    bool whole_report = true;
    for (auto ran = oci::Result<operate::v1::Summary>(oci::Error{"not run", "", 0, ""});
         !ran.ok();) {
      REQUIRE(stops < 1000);
      bench.cloud.transport().FailFrom(
          1 + static_cast<int>(random() % (requests / 4 + 100 * stops)),
          random() % 2 == 0 ? Fault::kLostAnswer : Fault::kLostRequest);
      bench.source.transport().FailFrom(1 + static_cast<int>(random() % (200 + 20 * stops)),
                                        Fault::kLostAnswer);
      ran = bench.Run();
      bench.cloud.transport().Recover();
      bench.source.transport().Recover();
      if (!ran.ok()) ++stops;
      if (!ran.ok() && random() % 4 == 0) {
        if (HasOpened(bench)) whole_report = false;
        bench.LoseState();
      }
    }
    CHECK(stops > 0);
    // The live account's rows differ by what is random in a sign-up: only imported ones compare.
    CheckAgainstModel(bench, 5, whole_report);
    Json got = bench.Everything();
    for (const char* table : {"fotogal_ntable_images", "fotogal_ntable_reactions",
                              "fotogal_ntable_follows", "fotogal_ntable_feed", "objects"}) {
      INFO(table);
      CHECK(got[table] == wanted[table]);
    }
  }
}

TEST_CASE("imported people log in with the old password, which is hashed anew") {
  Bench bench(3, 45, 10);
  REQUIRE_NOTHROW(bench.MustRun());
  const Expected expected = Model(bench.world, bench.imported_at, {"livename"}, {});
  const Mapping mapping = MapOf(bench, expected);
  const UserId id = mapping.people.at(1);
  const std::string old = HashOf(bench.cloud, id);
  REQUIRE(old.starts_with("pbkdf2:sha256:150000$"));

  CHECK(LogIn(bench.cloud, "person.1", "wrong password").status == 401);
  CHECK(HashOf(bench.cloud, id) == old);
  CHECK(LogIn(bench.cloud, "Person.1", OldPassword(1)).status == 200);
  const std::string hash = HashOf(bench.cloud, id);
  CHECK(hash.starts_with("$argon2id$"));
  CHECK(LogIn(bench.cloud, "P1@ex.com", OldPassword(1)).status == 200);
  CHECK(HashOf(bench.cloud, id) == hash);
  CHECK(LogIn(bench.cloud, "person.1", "wrong password").status == 401);
  // Without a usable address: by name. With a password in clear: not at all.
  CHECK(LogIn(bench.cloud, expected.usernames.at(9), OldPassword(9)).status == 200);
  CHECK(LogIn(bench.cloud, expected.usernames.at(25), "in clear").status == 401);
  CHECK(LogIn(bench.cloud, expected.usernames.at(25), "").status != 200);
  // Whoever was there before keeps the name.
  CHECK(LogIn(bench.cloud, "livename", "password of livename").status == 200);
  CHECK(LogIn(bench.cloud, expected.usernames.at(23), OldPassword(23)).status == 200);
}

TEST_CASE("a login whose rehash fails still logs in") {
  constexpr int kTriesOfARequest = 4;
  Bench bench(3, 45, 5);
  REQUIRE_NOTHROW(bench.MustRun());
  const Expected expected = Model(bench.world, bench.imported_at, {"livename"}, {});
  const Mapping mapping = MapOf(bench, expected);
  auto& transport = bench.cloud.transport();
  REQUIRE(LogIn(bench.cloud, "person.4", OldPassword(4)).status == 200);  // prepares statements
  const int before = transport.requests();
  REQUIRE(LogIn(bench.cloud, "person.6", OldPassword(6)).status == 200);
  const int requests = transport.requests() - before;

  int without_rehash = 0;
  for (int failing = 1; failing <= requests; ++failing) {
    const OldId id = 6 + 2 * failing;
    INFO("request " << failing << " of " << requests);
    REQUIRE(expected.usernames.at(id) == "person." + std::to_string(id));
    for (int i = 0; i < kTriesOfARequest; ++i)
      transport.FailRequest(failing + i, standin::InProcessTransport::Fault::kLostRequest);
    const int status = LogIn(bench.cloud, expected.usernames.at(id), OldPassword(id)).status;
    transport.Recover();
    const bool old = HashOf(bench.cloud, mapping.people.at(id)).starts_with("pbkdf2:");
    if (status == 200 && old) ++without_rehash;
    CHECK((status == 200 || status == 503));
    CHECK(LogIn(bench.cloud, expected.usernames.at(id), OldPassword(id)).status == 200);
    CHECK(HashOf(bench.cloud, mapping.people.at(id)).starts_with("$argon2id$"));
  }
  CHECK(without_rehash == 1);
}

TEST_CASE("nobody can log in or take a name before all is written") {
  Bench bench(3, 45, 30);
  bench.cloud.transport().FailFrom(200, standin::InProcessTransport::Fault::kLostAnswer);
  REQUIRE_FALSE(bench.Run().ok());
  bench.cloud.transport().Recover();
  CHECK(LogIn(bench.cloud, "person.1", OldPassword(1)).status == 401);
  const Json form{{"email", "new@example.com"},
                  {"full_name", "New"},
                  {"username", "person.1"},
                  {"password", "a password of mine"}};
  const auto taken = bench.cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()});
  CHECK(taken.Code() == "username_taken");
  REQUIRE_NOTHROW(bench.MustRun());
  CHECK(LogIn(bench.cloud, "person.1", OldPassword(1)).status == 200);
}

TEST_CASE("an account that was deleted after the import does not come back without its state") {
  Bench bench(3, 25, 5);
  REQUIRE_NOTHROW(bench.MustRun());
  const Expected expected = Model(bench.world, bench.imported_at, {"livename"}, {});
  const Mapping mapping = MapOf(bench, expected);
  auto call = bench.cloud.NewCall();
  auto& nosql = *bench.cloud.services().nosql;
  REQUIRE(nosql.Delete(call, schema::kUsers, {{"id", mapping.people.at(1)}}).ok());
  REQUIRE(nosql.Delete(call, schema::kIdentities, {{"name", "u:person.1"}}).ok());
  const Json before = bench.Everything();
  bench.LoseState();
  REQUIRE_NOTHROW(bench.MustRun());
  CHECK(bench.Everything() == before);
}

TEST_CASE("imported rows have the columns that the functions write") {
  Bench bench(3, 45, 60);
  REQUIRE_NOTHROW(bench.MustRun());
  const Person ann = bench.cloud.SignUp("ann");
  const std::string image = bench.cloud.Upload(ann);
  bench.cloud.React(bench.live, image, "PUT", "like");
  bench.cloud.Follow(bench.live, ann);
  const auto columns = [](const Json& row) {
    std::set<std::string> names;
    for (const auto& [name, value] : row.items()) {
      // Access to photos is made when somebody first looks at them.
      if (!value.is_null() && name != "profile_image_url" && !name.starts_with("photo_access"))
        names.insert(name);
    }
    return names;
  };
  for (const auto table : {schema::kUsers, schema::kImages, schema::kReactions, schema::kFollows,
                           schema::kFeed, schema::kIdentities}) {
    const auto rows = bench.cloud.Rows(table);
    const auto own = std::find_if(rows.begin(), rows.end(), [&](const Json& row) {
      const std::string text = row.dump();
      return text.find(std::to_string(ann.id.value())) != std::string::npos;
    });
    REQUIRE(own != rows.end());
    for (const auto& row : rows) {
      INFO(table << " " << row.dump());
      CHECK(columns(row) == columns(*own));
    }
  }
}
