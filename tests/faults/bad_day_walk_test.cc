// Every endpoint on every kind of bad day of OCI (local/standin/faults), beside a twin of the same
// world on a good day. Each answer is the twin's, or a clear 503 with Retry-After; after that the
// same request is sent again on a good day, as clients do, and must come out as the twin's. In the
// end both worlds hold the same, so nothing acknowledged was lost, and nothing was done twice.
//
// `make test` walks with one seed a day; FOTOGAL_NIGHTLY=1 with many.
#include <cstdlib>
#include <iterator>
#include <set>

#include "fotogal/base/schema.h"
#include "tests/integration/walk.h"

using namespace walk;

namespace {

struct BadDay {
  const char* name;
  const char* rule;      // of a fault file
  int least_failed = 1;  // so often it must come true in a walk
};

// Of each kind some requests fail, so that calls break off in their middle, and all, so that they
// fail at their beginning.
const std::vector<BadDay>& BadDays() {
  static const std::vector<BadDay> days = {
      {"NoSQL refuses some with 429", R"("fault":"error","status":429,"service":"nosql")", 50},
      {"NoSQL fails with 500", R"("fault":"error","status":500,"service":"nosql")", 50},
      {"NoSQL fails with 503 afterwards",
       R"("fault":"error","status":503,"service":"nosql","when":"after")", 50},
      {"a balancer answers 502", R"("fault":"error","status":502,"retry_after_s":1)", 50},
      {"anything fails with 504 afterwards", R"("fault":"error","status":504,"when":"after")", 50},
      {"connections are reset", R"("fault":"reset")", 50},
      {"connections are reset afterwards", R"("fault":"reset","when":"after")", 50},
      {"answers end in their middle", R"("fault":"half-body")", 50},
      {"tokens expire", R"("fault":"expired-token")", 50},
      {"the clock is off", R"("fault":"clock-off","service":"nosql")", 50},
      {"reads are throttled", R"("fault":"throttled","operation":"read")", 50},
      {"writes are throttled", R"("fault":"throttled","operation":"write")", 20},
      {"writes to one table are throttled",
       R"("fault":"throttled","operation":"write","table":"fotogal_ntable_users")"},
      {"Object Storage fails with 503",
       R"("fault":"error","status":503,"service":"object-storage")"},
      {"Object Storage loses its answers", R"("fault":"half-body","service":"object-storage")"},
      {"functions cannot be invoked", R"("fault":"error","status":429,"service":"functions")"},
  };
  return days;
}

bool IsNightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

// A request of the walk, or one whose body stands for itself.
struct Act {
  std::string name;
  std::function<tests::Reply(Scene&)> send;
};

tests::Reply SendAs(Scene& scene, const Person* as, FunctionHandler handler,
                    const tests::Call& call) {
  return scene.cloud.Send(handler, call, as);
}

// What the walk asks without a body that is taken.
std::vector<Act> ActsWithBodies() {
  const auto act = [](const char* name, FunctionHandler handler, tests::Call call,
                      bool anonymous = false) {
    return Act{name, [=](Scene& scene) {
                 return SendAs(scene, anonymous ? nullptr : &scene.viewer, handler, call);
               }};
  };
  const Json form{{"email", "new@example.com"},
                  {"full_name", "New"},
                  {"username", "newcomer"},
                  {"password", "a password of hers"}};
  const std::string viewer = R"("login":"viewer","password":"password of viewer")";
  tests::Call photo{"POST", "/v1/images", "", tests::SmallPng(5), "image/png"};
  photo.headers.Set("Idempotency-Key", "photo");
  std::vector<Act> acts = {
      act("sign-up", &signup::Handle, {"POST", "/v1/users", "", form.dump()}, true),
      act("log-in", &login::Handle, {"POST", "/v1/login", "", "{" + viewer + "}"}, true),
      act("wrong log-in", &login::Handle,
          {"POST", "/v1/login", "", R"({"login":"viewer","password":"not hers at all"})"}, true),
      act("a photo", &upload::Handle, photo),
      act("an avatar", &upload::Handle,
          {"PUT", "/v1/me/avatar", "", tests::SmallPng(6), "image/png"}),
      act("an upload", &upload::Handle,
          {"POST", "/v1/uploads", "", R"({"content_type":"image/png","size":500})"}),
      act("a profile", &account::Handle, {"PATCH", "/v1/me", "", R"({"bio":"hello"})"}),
      act("a private account", &account::Handle, {"PATCH", "/v1/me", "", R"({"is_private":true})"}),
      act("another name", &account::Handle,
          {"PATCH", "/v1/me", "", R"({"username":"other_name"})"}),
      act("read notices", &notify::Handle,
          {"PUT", "/v1/me/notifications/read", "", R"({"up_to":"zzzzzz-zzzz"})"})};
  return acts;
}

Act Leaving() {
  return {"leaving", [](Scene& scene) {
            const Json body{
                {"password",
                 "password of " + std::string(scene.kind == Viewer::kOwner ? "owner" : "viewer")}};
            return SendAs(scene, &scene.viewer, &account::Handle,
                          {"DELETE", "/v1/me", "", body.dump()});
          }};
}

std::vector<Act> Acts() {
  std::vector<Act> acts;
  for (const Visit& visit : Visits()) {
    // What ends the session stands in the way of what comes behind.
    if (visit.handler == &logout::Handle) continue;
    acts.push_back(
        {std::string(visit.method) + " " + visit.path + " " + visit.body, [&visit](Scene& scene) {
           tests::Call call{visit.method, scene.Path(visit.path, "owner", scene.image),
                            std::string(visit.path) == "/v1/users" ? "prefix=own" : "",
                            scene.Path(visit.body, "owner", scene.image)};
           // Comments are not written twice.
           call.headers.Set("Idempotency-Key", std::string(visit.path) + visit.body);
           return SendAs(scene, &scene.viewer, visit.handler, call);
         }});
  }
  for (auto& act : ActsWithBodies()) acts.push_back(std::move(act));
  return acts;
}

bool IsForLater(const tests::Reply& reply) {
  if (reply.status != 503) return false;
  CHECK(reply.Code() == "temporarily_unavailable");
  CHECK(reply.raw.headers.Get("Retry-After") == "1");
  CHECK(reply.raw.content_type == "application/problem+json");
  return true;
}

// How many rows each table has.
using Sizes = std::map<std::string, size_t>;

Sizes SizesOf(tests::TestCloud& cloud) {
  // Not compared: what counts tries; what was made for an answer that never came and ends by
  // itself; tags, which are written by a job and looked through by whoever reads them.
  static const std::set<std::string_view> kOfTries = {
      schema::kThrottle, schema::kBudgets,  schema::kUnderWay, schema::kTokens,
      schema::kJobs,     schema::kSessions, schema::kTags};
  Sizes sizes;
  for (const auto& table : schema::Tables()) {
    if (!kOfTries.contains(table.name)) sizes[table.name] = cloud.Rows(table.name).size();
  }
  return sizes;
}

// Two equal worlds, of which one has bad days.
class Twins {
 public:
  Twins(const BadDay& day, Viewer viewer, int percent, int seed)
      : day_(day), percent_(percent), seed_(seed), good_(false, viewer), bad_(false, viewer) {}

  // The same request to both. On a bad day that is answered later, it is sent again on a good one.
  void Do(const Act& act) {
    INFO(act.name);
    Begin();
    auto reply = act.send(bad_);
    End();
    const auto wanted = act.send(good_);
    const bool is_later = IsForLater(reply);
    later += is_later;
    if (is_later) reply = Again(act);
    // A log-in whose answer was lost has been counted, too.
    for (int tries = 0; tries < 5 && reply.status == 429 && wanted.status != 429; ++tries) {
      Pass(std::chrono::seconds(
          std::stoi(std::string(reply.raw.headers.Get("Retry-After").value_or("0")))));
      reply = act.send(bad_);
    }
    INFO(reply.raw.body << "\n" << wanted.raw.body);
    // The try that was answered 503 may have done it: then it is there, or gone, already.
    const bool is_done = is_later && wanted.status < 300 &&
                         (reply.status < 300 || reply.status == 404 || reply.status == 409);
    // Wrong passwords that were counted for lost answers may have used up the account's turns.
    const bool is_counted = wanted.status == 401 && reply.Code() == "too_many_attempts";
    if (!is_done && !is_counted) CHECK(reply.status == wanted.status);
    for (auto* scene : {&good_, &bad_}) scene->cloud.RunStarted();
  }

  // What a client does after 503, and once more when names that a sign-up has reserved are free.
  tests::Reply Again(const Act& act) {
    tests::Reply reply = act.send(bad_);
    for (int tries = 0; tries < 3 && reply.status == 503; ++tries) reply = act.send(bad_);
    if (reply.status != 409) return reply;
    Pass(schema::kReservation + std::chrono::seconds(1));
    return act.send(bad_);
  }

  // Both hold the same, after what was begun has been ended; an upload may have been opened for
  // nobody.
  void Compare() {
    for (auto* scene : {&good_, &bad_}) {
      scene->cloud.RunJobs();
      scene->cloud.RunJobs();
      CHECK(scene->cloud.CounterDifference() == "");
    }
    const Sizes good = SizesOf(good_.cloud), bad = SizesOf(bad_.cloud);
    for (const auto& [table, size] : good) {
      INFO(table);
      CHECK((bad.at(table) == size || (table == schema::kUploads && bad.at(table) > size)));
    }
  }

  int later = 0;   // answers that were 503
  int failed = 0;  // requests that were let fail

 private:
  void Begin() {
    const std::string rule =
        std::string("{") + day_.rule + ",\"percent\":" + std::to_string(percent_) + "}";
    const std::string seed = std::to_string(seed_ * 1000 + ++number_);
    const auto plan =
        standin::ParseFaultPlan("{\"seed\":" + seed + ",\"faults\":[" + rule + "]}", day_.name);
    REQUIRE(plan.ok());
    bad_.cloud.faults().Set(*plan);
  }
  void Pass(std::chrono::seconds time) {
    for (auto* scene : {&good_, &bad_}) scene->cloud.now += time;
  }
  void End() {
    for (const int count : bad_.cloud.faults().Counts()) failed += count;
    bad_.cloud.faults().Set({});
  }

  const BadDay& day_;
  const int percent_, seed_;
  int number_ = 0;
  Scene good_, bad_;
};

// How many requests were let fail, and how many answers were 503 for it.
struct Walked {
  int failed = 0, later = 0;
};
Walked Walk(const BadDay& day, Viewer viewer, int percent, int seed) {
  INFO(day.name << ", " << kViewerNames[static_cast<size_t>(viewer)] << ", " << percent
                << " %, seed " << seed);
  Twins twins(day, viewer, percent, seed);
  for (const Act& act : Acts()) twins.Do(act);
  twins.Compare();
  twins.Do(Leaving());
  twins.Compare();
  return {twins.failed, twins.later};
}

}  // namespace

TEST_CASE("every endpoint on every kind of bad day answers rightly or says that it is later") {
  constexpr int kPercents[] = {15, 100, 50};
  const int rounds = IsNightly() ? 30 : 1;
  int turn = 0, later = 0;
  for (const BadDay& day : BadDays()) {
    int failed = 0;
    for (int round = 0; round < rounds; ++round, ++turn) {
      const Viewer viewer = turn % 2 == 0 ? Viewer::kFollower : Viewer::kOwner;
      const auto walked = Walk(day, viewer, kPercents[turn % std::size(kPercents)], 1 + round);
      failed += walked.failed;
      later += walked.later;
    }
    INFO(day.name);
    CHECK(failed >= day.least_failed);
  }
  CHECK(later > 0);
}
