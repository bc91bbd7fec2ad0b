#include "fotogal/jobs.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/feed.h"
#include "fotogal/schema.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// Enough to store the cursor and start the next run.
constexpr std::chrono::seconds kWrapUp{5};
constexpr int kFollowersPerPage = 1000;
constexpr int kImagesPerPage = 100;
constexpr int kMaxAttempts = 50;

oci::nosql::Key KeyOf(const JobRef& job) { return {{"bucket", job.bucket}, {"id", job.id}}; }

// A job that this run holds the lease of.
struct Run {
  Services& services;
  oci::Call& call;
  JobRef ref;
  Json arguments;
  std::string cursor;
  int attempts = 0;
};

Outcome<Unit> Queue(Services& services, oci::Call& call, Id op, const char* kind, Json arguments) {
  const JobRef job = JobFor(op);
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_RETURN_IF_ERROR(services.nosql->Put(call, schema::kJobs,
                                          {{"bucket", job.bucket},
                                           {"id", job.id},
                                           {"kind", kind},
                                           {"arguments", std::move(arguments)},
                                           {"cursor", ""},
                                           {"lease_until", 0},
                                           {"attempts", 0},
                                           {"op", op}},
                                          if_absent));
  return Unit{};
}

// True when the lease is ours now.
Outcome<bool> TakeLease(Services& services, oci::Call& call, const JobRef& job) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $now LONG; $until LONG; UPDATE " + std::string(schema::kJobs) +
      " j SET j.lease_until = $until, SET j.attempts = j.attempts + 1 "
      "WHERE j.bucket = $b AND j.id = $i AND j.lease_until < $now";
  const auto now = call.Now();
  const Json variables{{"$b", job.bucket},
                       {"$i", job.id},
                       {"$now", ToMillis(now)},
                       {"$until", ToMillis(now + schema::kJobLease)}};
  // A lost answer must not read as "somebody else has it": better to leave the job to the next
  // sweep.
  OCI_ASSIGN_OR_RETURN(const auto items,
                       services.nosql->Execute(call, kStatement, variables, false));
  return !items.empty() && items.front().value("NumRowsUpdated", 0) == 1;
}

Outcome<Unit> StoreCursor(Run& run, std::int64_t lease_until) {
  static const std::string kStatement =
      "DECLARE $b INTEGER; $i LONG; $c STRING; $until LONG; UPDATE " + std::string(schema::kJobs) +
      " j SET j.cursor = $c, SET j.lease_until = $until "
      "WHERE j.bucket = $b AND j.id = $i";
  OCI_RETURN_IF_ERROR(run.services.nosql->Execute(
      run.call, kStatement,
      {{"$b", run.ref.bucket}, {"$i", run.ref.id}, {"$c", run.cursor}, {"$until", lease_until}},
      true));
  return Unit{};
}

// One step of a job: moves run.cursor on. True: the job is done.
Outcome<bool> PublishStep(Run& run) {
  const ImageRef image{run.arguments.at("author").get<Id>(), run.arguments.at("image").get<Id>()};
  static const std::string kStatement = "DECLARE $f LONG; SELECT f.follower_id FROM " +
                                        std::string(schema::kFollows) +
                                        " f WHERE f.followee_id = $f AND f.state = \"accepted\"";
  oci::nosql::QueryOptions options;
  options.limit = kFollowersPerPage;
  options.page = run.cursor;
  OCI_ASSIGN_OR_RETURN(const auto page, run.services.nosql->Query(run.call, kStatement,
                                                                  {{"$f", image.author}}, options));
  std::vector<FeedRow> rows;
  for (const auto& item : page.items) rows.push_back({item.at("follower_id").get<Id>(), image});
  OCI_RETURN_IF_ERROR(WriteFeedRows(run.services, run.call, rows));
  run.cursor = page.next;
  return page.next.empty();
}

Outcome<bool> DeliveryStep(Run& run) {
  const Id author = run.arguments.at("author").get<Id>();
  const Id follower = run.arguments.at("follower").get<Id>();
  const Id oldest = FirstIdAt(run.call.Now() - schema::kFeedWindow);
  const Id after = std::max(oldest, FromBase36(run.cursor).value_or(0));
  static const std::string kStatement =
      "DECLARE $u LONG; $a LONG; $n INTEGER; SELECT i.id FROM " + std::string(schema::kImages) +
      " i WHERE i.user_id = $u AND i.id > $a AND i.is_profile = false ORDER BY i.id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      run.services.nosql->QueryAll(run.call, kStatement,
                                   {{"$u", author}, {"$a", after}, {"$n", kImagesPerPage}}));
  std::vector<FeedRow> rows;
  for (const auto& item : items) rows.push_back({follower, {author, item.at("id").get<Id>()}});
  OCI_RETURN_IF_ERROR(WriteFeedRows(run.services, run.call, rows));
  if (!rows.empty()) run.cursor = ToBase36(rows.back().image.image);
  return items.size() < static_cast<size_t>(kImagesPerPage);
}

using Step = Outcome<bool> (*)(Run&);

Step StepOf(const std::string& kind) {
  if (kind == "publish") return &PublishStep;
  if (kind == "delivery") return &DeliveryStep;
  return nullptr;
}

Outcome<Unit> Continue(Run& run, Step step) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const bool done, step(run));
    if (done) {
      OCI_RETURN_IF_ERROR(run.services.nosql->Delete(run.call, schema::kJobs, KeyOf(run.ref)));
      return Unit{};
    }
    if (run.call.TimeLeft() < kWrapUp) {
      OCI_RETURN_IF_ERROR(StoreCursor(run, 0));
      StartJob(run.services, run.call, run.ref);
      return Unit{};
    }
    OCI_RETURN_IF_ERROR(StoreCursor(run, ToMillis(run.call.Now() + schema::kJobLease)));
  }
}

}  // namespace

JobRef JobFor(Id op) { return {static_cast<int>(op % schema::kJobBuckets), op}; }

Outcome<Unit> QueuePublish(Services& services, oci::Call& call, Id op, const ImageRef& image) {
  return Queue(services, call, op, "publish", {{"author", image.author}, {"image", image.image}});
}

Outcome<Unit> QueueDelivery(Services& services, oci::Call& call, Id op, Id author, Id follower) {
  return Queue(services, call, op, "delivery", {{"author", author}, {"follower", follower}});
}

void StartJob(Services& services, oci::Call& call, const JobRef& job) {
  if (services.config.fanout_function_id.empty()) return;
  const Json event{{"bucket", job.bucket}, {"id", job.id}};
  (void)services.functions->InvokeDetached(call, services.config.fanout_function_id, event.dump());
}

Outcome<Unit> RunJob(Services& services, oci::Call& call, const JobRef& job) {
  OCI_ASSIGN_OR_RETURN(const bool ours, TakeLease(services, call, job));
  if (!ours) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kJobs, KeyOf(job),
                                                           oci::nosql::Consistency::kAbsolute));
  if (!row) return Unit{};
  const Step step = StepOf(row->value.at("kind").get<std::string>());
  Run run{services,
          call,
          job,
          row->value.at("arguments"),
          row->value.value("cursor", ""),
          row->value.at("attempts").get<int>()};
  if (step == nullptr || run.attempts > kMaxAttempts) {
    return Problem(
        oci::Error{"job_stuck", "job " + ToBase36(job.id) + " cannot be run", 0, "", false});
  }
  return Continue(run, step);
}

Outcome<int> RunAbandonedJobs(Services& services, oci::Call& call) {
  static const std::string kStatement = "DECLARE $b INTEGER; $now LONG; SELECT j.id FROM " +
                                        std::string(schema::kJobs) +
                                        " j WHERE j.bucket = $b AND j.lease_until < $now";
  int count = 0;
  for (int bucket = 0; bucket < schema::kJobBuckets; ++bucket) {
    OCI_ASSIGN_OR_RETURN(const auto items,
                         services.nosql->QueryAll(
                             call, kStatement, {{"$b", bucket}, {"$now", ToMillis(call.Now())}}));
    for (const auto& item : items) {
      if (call.TimeLeft() < kWrapUp) return count;
      OCI_RETURN_IF_ERROR(RunJob(services, call, {bucket, item.at("id").get<Id>()}));
      ++count;
    }
  }
  return count;
}

}  // namespace fotogal
