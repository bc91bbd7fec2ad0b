#include "local/standin/faults/faults.h"

#include "common/files.h"
#include "nosql/nson.h"
#include "nosql/protocol.h"

namespace standin {
namespace {

namespace protocol = ::nosql::protocol;
using protocol::Code;

bool FitsWord(const std::string& rule, const std::string& word) {
  return rule == "any" || rule == word;
}

bool FitsTarget(const FaultRule& rule, const FaultTarget& target) {
  using enum FaultKind;
  if (rule.kind == kThrottled || rule.kind == kKilled) return false;  // these are asked apart
  if (rule.kind == kStaleList && target.operation != "list") return false;
  if ((rule.kind == kExpiredToken || rule.kind == kClockOff) && !target.is_signed) return false;
  return FitsWord(rule.service, target.service) && FitsWord(rule.operation, target.operation) &&
         (rule.function.empty() || rule.function == target.function);
}

// Codes as in Oracle's table "API Errors" (apierrors).
const char* FaultCodeOf(int status) {
  switch (status) {
    case 429:
      return "TooManyRequests";
    case 500:
      return "InternalServerError";
    case 503:
      return "ServiceUnavailable";
    default:
      return "None";
  }
}

// The protocol of the drivers reports its errors in an answer of 200; what stands before the
// service, such as a load balancer with 502 and 504, does not speak it.
std::optional<Code> DriverCodeOf(int status, const std::string& operation) {
  if (status == 429)
    return operation == "write" ? Code::kWriteLimitExceeded : Code::kReadLimitExceeded;
  if (status == 500) return Code::kServerError;
  if (status == 503) return Code::kServiceUnavailable;
  return std::nullopt;
}

Response DriverFault(Code code, const Request& request) {
  ::nosql::nson::Writer writer;
  writer.BeginMap();
  writer.Name(protocol::field::kError);
  writer.Integer(static_cast<std::int32_t>(code));
  writer.Name(protocol::field::kMessage);
  writer.String("a fault on purpose");
  writer.EndMap();
  Response response{200, {{"Content-Type", std::string(protocol::kMediaType)}}, writer.Take()};
  const auto id = oci::FindHeader(request.headers, protocol::kRequestIdHeader);
  if (!id.empty()) response.headers.emplace_back(protocol::kRequestIdHeader, id);
  return response;
}

Response FaultErrorFor(const FaultRule& rule, const FaultTarget& target, const Request& request) {
  const auto code = DriverCodeOf(rule.status, target.operation);
  Response response =
      target.is_driver && code
          ? DriverFault(*code, request)
          : ErrorResponse(rule.status, FaultCodeOf(rule.status), "a fault on purpose");
  if (rule.retry_after_s > 0)
    response.headers.emplace_back("Retry-After", std::to_string(rule.retry_after_s));
  return response;
}

Response FaultRefusal(const char* why) { return ErrorResponse(401, "NotAuthenticated", why); }

bool IsSameState(const struct stat& one, const struct stat& other) {
  return one.st_ino == other.st_ino && one.st_size == other.st_size &&
         one.st_mtim.tv_sec == other.st_mtim.tv_sec && one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

}  // namespace

void Faults::Put(FaultPlan plan) {
  rules_.clear();
  lists_.clear();
  for (auto& rule : plan.rules) {
    const auto seed = static_cast<std::uint64_t>(plan.seed) * 1000 + rules_.size();
    rules_.push_back({std::move(rule), std::mt19937_64(seed)});
  }
}

void Faults::Set(FaultPlan plan) {
  const std::lock_guard lock(mutex_);
  Put(std::move(plan));
}

// Called with the mutex held.
void Faults::ReadAgain() {
  if (options_.file.empty()) return;
  struct stat now {};
  const bool is_there = stat(options_.file.c_str(), &now) == 0;
  if (!is_there) now = {};
  if (IsSameState(now, file_)) return;
  file_ = now;
  auto plan = is_there ? ParseFaultPlan(common::ReadFile(options_.file).value_or(""), options_.file)
                       : oci::Result<FaultPlan>(FaultPlan{});
  if (!plan.ok()) options_.report("no faults: " + plan.error().message);
  Put(plan.ok() ? std::move(plan).value() : FaultPlan{});
}

bool Faults::ComesTrue(Rule& rule) {
  ++rule.seen;
  // Drawn in any case, so that what a rule does depends on its own requests only.
  const bool drawn = static_cast<int>(rule.random() % 100) < rule.is.percent;
  if (!drawn || rule.seen <= rule.is.skip) return false;
  if (rule.is.count > 0 && rule.failed >= rule.is.count) return false;
  ++rule.failed;
  return true;
}

std::optional<FaultRule> Faults::Decide(const FaultTarget& target,
                                        std::chrono::milliseconds& delay) {
  const std::lock_guard lock(mutex_);
  ReadAgain();
  for (auto& rule : rules_) {
    if (!FitsTarget(rule.is, target) || !ComesTrue(rule)) continue;
    if (rule.is.kind != FaultKind::kSlow) return rule.is;
    delay += std::chrono::milliseconds(rule.is.delay_ms);
  }
  return std::nullopt;
}

local::Reply Faults::Around(const Request& request, const Handler& handler) {
  const FaultTarget target = TargetOf(request);
  std::chrono::milliseconds delay{0};
  const auto rule = Decide(target, delay);
  const auto report = [&](FaultKind kind) {
    options_.report(NameOf(kind) + ": " + target.service + ": " + request.method + " " +
                    request.path);
  };
  if (delay.count() > 0) {
    report(FaultKind::kSlow);
    if (options_.sleep) options_.sleep(delay);
  }
  if (!rule) return handler(request);
  report(rule->kind);
  return Fail(*rule, target, request, handler);
}

local::Reply Faults::Fail(const FaultRule& rule, const FaultTarget& target, const Request& request,
                          const Handler& handler) {
  local::Reply reply;
  switch (rule.kind) {
    case FaultKind::kError:
      if (rule.after_work) handler(request);
      return FaultErrorFor(rule, target, request);
    case FaultKind::kReset:
      if (rule.after_work) handler(request);
      reply.broken = local::Break::kBefore;
      return reply;
    case FaultKind::kHalfBody:
      reply = handler(request);
      // Of an answer without a body nothing arrives.
      reply.broken = reply.body.empty() ? local::Break::kBefore : local::Break::kHalfBody;
      return reply;
    case FaultKind::kExpiredToken:
      return FaultRefusal("the session token has expired");
    case FaultKind::kClockOff:
      return FaultRefusal("date is not within 5 minutes of the service's time");
    case FaultKind::kStaleList:
      return ListBefore(rule, request, handler);
    case FaultKind::kSlow:
    case FaultKind::kThrottled:
    case FaultKind::kKilled:
      break;
  }
  return handler(request);
}

// What this list was when it was asked for first, while that is not too long ago.
Response Faults::ListBefore(const FaultRule& rule, const Request& request, const Handler& handler) {
  const std::string which = request.path + "?" + request.query;
  const auto now = options_.clock();
  {
    const std::lock_guard lock(mutex_);
    const auto kept = lists_.find(which);
    if (kept != lists_.end() && now - kept->second.at < std::chrono::seconds(rule.stale_s))
      return kept->second.answer;
  }
  Response answer = handler(request);
  const std::lock_guard lock(mutex_);
  if (answer.status == 200) lists_[which] = {now, answer};
  return answer;
}

bool Faults::Throttles(const std::string& table, bool writes) {
  const std::lock_guard lock(mutex_);
  ReadAgain();
  for (auto& rule : rules_) {
    if (rule.is.kind != FaultKind::kThrottled) continue;
    if (!rule.is.table.empty() && rule.is.table != table) continue;
    if (!FitsWord(rule.is.operation, writes ? "write" : "read") || !ComesTrue(rule)) continue;
    options_.report("throttled: " + std::string(writes ? "writes to " : "reads of ") + table);
    return true;
  }
  return false;
}

std::optional<std::chrono::milliseconds> Faults::KillsAfter(const std::string& function) {
  const std::lock_guard lock(mutex_);
  ReadAgain();
  for (auto& rule : rules_) {
    if (rule.is.kind != FaultKind::kKilled) continue;
    if (!rule.is.function.empty() && rule.is.function != function) continue;
    if (!ComesTrue(rule)) continue;
    options_.report("killed: " + function);
    return std::chrono::milliseconds(rule.is.delay_ms);
  }
  return std::nullopt;
}

std::vector<int> Faults::Counts() const {
  const std::lock_guard lock(mutex_);
  std::vector<int> counts;
  for (const auto& rule : rules_) counts.push_back(rule.failed);
  return counts;
}

}  // namespace standin
