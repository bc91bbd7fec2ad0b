#include "fotogal/pushes/push_job.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <set>

#include "common/base64.h"
#include "common/rfc3339.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/user.h"
#include "fotogal/pushes/push_message.h"
#include "fotogal/pushes/subscriptions.h"
#include "oci/json_text.h"
#include "oci/parallel.h"
#include "webpush/encryption.h"
#include "webpush/vapid.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

// What has not come by then is not worth a device's attention any more.
constexpr std::chrono::hours kWorthPushing{24};
constexpr std::chrono::milliseconds kPushTakes{10000};  // at most, one request
constexpr seconds kFirstRest{60}, kLongestPushRest{3600};
constexpr size_t kPushesInFlight = 8;
// All messages are as long as most, so that their length tells a push service nothing.
constexpr size_t kPaddedTo = 1024;
// A token is for the requests of one job.
constexpr std::chrono::hours kTokenLasts{12};

// What is kept between runs.
struct PushState {
  std::set<std::string> done;  // beginnings of the ids of sessions
  int tries = 0;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(PushState, done, tries)
};

PushState StateOf(const JobRun& run) {
  const auto parsed = Json::parse(run.cursor, nullptr, false);
  return parsed.is_object() ? parsed.get<PushState>() : PushState();
}

std::string MarkOf(const Session& session) {
  constexpr size_t kEnough = 12;
  return session.id.substr(0, kEnough);
}

NotificationRow RowOf(const PushJob& job) {
  const NewNotification told{.user_id = job.user,
                             .kind = Json(job.kind).get<NotificationKind>(),
                             .actor_id = job.actor,
                             .image_id = job.image,
                             .comment_id = job.comment,
                             .author_id = job.author};
  return RowOf(told, job.notification);
}

// What all devices get.
struct Dispatch {
  std::string text;
  std::string topic;
  seconds lasts{0};  // how long push services keep it
  webpush::PrivateKey key;
};

void LogPush(const JobRun& run, const Session& session, std::string_view event, int status) {
  const Services& services = run.context.services;
  services.log({{"time", common::Rfc3339(services.clock())},
                {"event", event},
                {"job", run.ref.kind},
                {"job_id", ToBase36(run.ref.id)},
                {"push_service", webpush::OriginOf(session.push.endpoint)},
                {"status", status}});
}

// nullopt: the subscription's keys are none.
std::optional<oci::HttpRequest> RequestFor(const JobRun& run, const Session& session,
                                           const Dispatch& dispatch) {
  const auto p256dh = common::Base64UrlDecode(session.push.p256dh);
  const auto auth = common::Base64UrlDecode(session.push.auth);
  const auto one_time = webpush::MakeOneTime();
  if (!p256dh || !auth || !one_time) return std::nullopt;
  const auto body = webpush::Encrypt(dispatch.text, {*p256dh, *auth}, *one_time, kPaddedTo);
  const auto authorization =
      webpush::Authorization(dispatch.key, session.push.endpoint,
                             std::chrono::floor<seconds>(run.context.Now() + kTokenLasts),
                             run.context.services.config.pushes.contact);
  if (!body || !authorization) return std::nullopt;
  oci::HttpRequest request;
  request.method = "POST";
  request.url = session.push.endpoint;
  request.headers = {{"Authorization", *authorization},
                     {"Content-Encoding", "aes128gcm"},
                     {"Content-Type", "application/octet-stream"},
                     {"TTL", std::to_string(dispatch.lasts.count())},
                     {"Topic", dispatch.topic},
                     {"Urgency", "normal"}};
  request.body = *body;
  return request;
}

struct Delivered {
  bool is_done = true;
  seconds rest{0};  // what the push service asks for
};

seconds RestOf(const oci::HttpResponse& response) {
  const std::string text(oci::FindHeader(response.headers, "Retry-After"));
  int rest = 0;
  std::from_chars(text.data(), text.data() + text.size(), rest);
  return std::clamp(seconds(rest), seconds(0), kLongestPushRest);
}

bool IsLater(int status) { return status == 0 || status == 408 || status == 429 || status >= 500; }

Delivered SendTo(const JobRun& run, const Session& session, const Dispatch& dispatch) {
  const auto& services = run.context.services;
  const bool is_sent = IsPushEndpoint(services.config.pushes, session.push.endpoint) &&
                       !IsQuiet(session.push, run.context.Now());
  const auto request = is_sent ? RequestFor(run, session, dispatch) : std::nullopt;
  if (!request) return {};
  oci::Call& call = run.context.call;
  const auto answered = services.push_services->Send(
      *request, std::min(kPushTakes, call.TimeLeft()), [&call] { return call.Cancelled(); });
  const int status = answered.ok() ? answered->status : 0;
  if (status == 404 || status == 410) return {ForgetSubscription(run.context, session).ok()};
  if (IsLater(status)) {
    LogPush(run, session, "push_delayed", status);
    return {false, answered.ok() ? RestOf(*answered) : seconds(0)};
  }
  if (status >= 300) LogPush(run, session, "push_refused", status);
  return {};
}

Outcome<StepResult> SendToAll(JobRun& run, const Dispatch& dispatch,
                              const std::vector<Session>& sessions) {
  PushState state = StateOf(run);
  std::mutex mutex;
  seconds rest{0};
  bool all = true;
  const auto sent = oci::ForEach(sessions, kPushesInFlight, [&](const Session& session) {
    {
      const std::lock_guard lock(mutex);
      if (state.done.contains(MarkOf(session))) return oci::Ok();
    }
    const auto [is_done, asked] = SendTo(run, session, dispatch);
    const std::lock_guard lock(mutex);
    if (is_done) state.done.insert(MarkOf(session));
    all = all && is_done;
    rest = std::max(rest, asked);
    return oci::Ok();
  });
  OCI_RETURN_IF_ERROR(sent);
  if (all) return StepResult::kDone;
  constexpr int kMostDoubled = 6;
  const auto own_rest = kFirstRest * (1 << std::min(state.tries++, kMostDoubled));
  run.cursor = oci::JsonText(Json(state));
  run.resume_at = run.context.Now() + std::max(rest, std::min(own_rest, kLongestPushRest));
  return StepResult::kMore;
}

// What there is to know before anything is sent.
struct PushFacts {
  std::optional<User> user;
  std::optional<Notification> notification;
  std::vector<Session> sessions;
  bool is_muted = false;
  std::int64_t read_until = 0;
};
Outcome<PushFacts> FindPushFacts(const Context& context, const PushJob& job) {
  PushFacts facts;
  NotificationReader reader;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(facts.user, [&] { return FindUser(context, job.user); }),
      oci::Into(facts.notification, [&] { return FindStanding(context, RowOf(job)); }),
      oci::Into(facts.sessions, [&] { return SubscribedSessions(context, job.user); }),
      oci::Into(facts.is_muted, [&] { return Mutes(context, job.user, job.actor); }),
      oci::Into(reader, [&] { return FindNotificationReader(context, job.user); })));
  facts.read_until = reader.read_until;
  return facts;
}

bool IsWanted(const PushFacts& facts, const PushJob& job) {
  return facts.user && !facts.user->is_suspended() && !facts.sessions.empty() && !facts.is_muted &&
         facts.read_until < ToMillis(TimeOf(job.notification));
}

}  // namespace

Outcome<StepResult> PushStep(JobRun& run, const PushJob& job) {
  const Context& context = run.context;
  const auto& config = context.services.config;
  const auto key = webpush::PrivateKey::From(config.pushes.key);
  const auto now = context.Now();
  const auto ends = TimeOfOp(run.ref.id) + kWorthPushing;
  if (!key || now >= ends) return StepResult::kDone;
  OCI_ASSIGN_OR_RETURN(const auto facts, FindPushFacts(context, job));
  if (!IsWanted(facts, job)) return StepResult::kDone;
  if (!facts.notification) {
    // The call may be about to write it, or its row may not be everywhere yet.
    run.resume_at = TimeOfOp(run.ref.id) + kLongestCall;
    return now < *run.resume_at ? StepResult::kMore : StepResult::kDone;
  }
  const auto message = PushMessage(*facts.notification, facts.user->language);
  return SendToAll(run,
                   {.text = oci::JsonText(message),
                    .topic = PushTopic(config.cursor_key, job.user, message.at("tag")),
                    .lasts = std::chrono::floor<seconds>(ends - now),
                    .key = *key},
                   facts.sessions);
}

}  // namespace fotogal
