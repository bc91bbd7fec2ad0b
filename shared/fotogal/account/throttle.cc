#include "fotogal/account/throttle.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/account/account_statements.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/throttle_keys.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using std::chrono::seconds;

constexpr int kFreeFailures = 4;
constexpr int kKeptDays = 1;

struct FailureCount {
  int failures = 0;
  std::int64_t blocked_until = 0;  // ms

  static constexpr auto kTable = schema::kThrottle;
  static constexpr auto Columns() {
    return std::tuple(Column("failures", &FailureCount::failures),
                      Column("blocked_until", &FailureCount::blocked_until));
  }
};

constexpr FailureCount kFree{0, 0}, kKnownWrong{1, 0};

Outcome<std::optional<FailureCount>> Find(const Context& context, const std::string& key) {
  OCI_ASSIGN_OR_RETURN(auto counted, context.Find<FailureCount>({{"key", key}}));
  return counted;
}

// A missing row counts as zero.
Outcome<FailureCount> Read(const Context& context, const std::string& key) {
  if (key.empty()) return FailureCount{};
  OCI_ASSIGN_OR_RETURN(const auto counted, Find(context, key));
  return counted.value_or(FailureCount{});
}

// `count`: one of the statements throttle.count_of_... nullopt: there is no such row.
Outcome<std::optional<FailureCount>> Increment(const Context& context, const std::string& key,
                                               const Statement& count) {
  // A lost response may count twice.
  OCI_ASSIGN_OR_RETURN(
      const auto items,
      context.Execute(count, {{"$k", key}, {"$now", ToMillis(context.Now())}}, Repeated::kSame));
  if (items.empty()) return std::optional<FailureCount>();
  return std::optional<FailureCount>(RowFrom<FailureCount>(items.front()));
}

// True: it was written.
Outcome<bool> Put(const Context& context, const std::string& key, const FailureCount& counted,
                  const oci::nosql::PutOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kThrottle,
                                                   {{"key", key},
                                                    {"failures", counted.failures},
                                                    {"blocked_until", counted.blocked_until}},
                                                   options));
  return put.written;
}

// False: there is a row.
Outcome<bool> PutFirst(const Context& context, const std::string& key,
                       const FailureCount& counted) {
  return Put(context, key, counted, IfAbsent(kKeptDays));
}

Outcome<Unit> Set(const Context& context, const std::string& key, const FailureCount& counted) {
  oci::nosql::PutOptions options;
  options.ttl_days = kKeptDays;
  OCI_RETURN_IF_ERROR(Put(context, key, counted, options));
  return Unit{};
}

Outcome<Unit> Forget(const Context& context, const std::string& key) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kThrottle, {{"key", key}}));
  return Unit{};
}

Outcome<FailureCount> Count(const Context& context, const std::string& key,
                            const Statement& count) {
  if (key.empty()) return FailureCount{};
  OCI_ASSIGN_OR_RETURN(auto counted, Increment(context, key, count));
  if (counted) return *counted;
  OCI_ASSIGN_OR_RETURN(const bool is_first, PutFirst(context, key, {1, 0}));
  if (is_first) return FailureCount{1, 0};
  OCI_ASSIGN_OR_RETURN(counted, Increment(context, key, count));
  return counted.value_or(FailureCount{1, 0});
}

// Takes one of the turns of a row; each is free again `length` after it was taken. blocked_until is
// the time when all will be free. False: none is free. A lost response may lose a turn.
Outcome<bool> Take(const Context& context, const std::string& key, seconds length, int turns = 1) {
  static_assert(kKeptDays == 1, "as the TTL of the statement");
  const auto now = context.Now();
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(kThrottleTake,
                                       {{"$k", key},
                                        {"$now", ToMillis(now)},
                                        {"$length", std::chrono::milliseconds(length).count()},
                                        {"$last", ToMillis(now + (turns - 1) * length)}},
                                       Repeated::kSame));
  return !items.empty();
}

// nullopt: that time is now or past.
std::optional<seconds> Until(std::int64_t until, oci::TimePoint now) {
  const auto left = std::chrono::milliseconds(until - ToMillis(now));
  if (left.count() <= 0) return std::nullopt;
  return std::chrono::ceil<seconds>(left);
}

// When this password may get a turn: a certain time after it was first sent. nullopt: never, as it
// is known to be wrong.
Outcome<std::optional<std::int64_t>> DueOf(const Context& context,
                                           const std::string& password_key) {
  OCI_ASSIGN_OR_RETURN(const auto counted, Find(context, password_key));
  const std::int64_t first_due = ToMillis(context.Now() + kTurn);
  if (!counted) {
    OCI_RETURN_IF_ERROR(PutFirst(context, password_key, {0, first_due}));
    return std::optional(first_due);
  }
  return counted->failures > 0 ? std::nullopt : std::optional(counted->blocked_until);
}

// The time from which one of the pair's turns is free.
std::int64_t FreeFrom(const FailureCount& pair) {
  return pair.blocked_until - std::chrono::milliseconds((kTurns - 1) * kTurn).count();
}

// False: none is free.
Outcome<bool> TakeTurnOfPair(const Context& context, const std::string& pair_key) {
  OCI_ASSIGN_OR_RETURN(const bool taken, Take(context, pair_key, kTurn, kTurns));
  if (taken) return true;
  return PutFirst(context, pair_key, {0, ToMillis(context.Now() + kTurn)});
}

// Takes a turn of the pair, or returns how long to wait, which is never longer than the present
// lock. Others may renew the lock, but nobody can delay the password's time or the pair's turns.
Outcome<Admission> AwaitTurn(const Context& context, const Attempt& attempt, Admission admission,
                             std::int64_t locked_until) {
  auto [due, pair] = oci::InParallel([&] { return DueOf(context, attempt.password_key); },
                                     [&] { return Read(context, attempt.pair_key); });
  OCI_RETURN_IF_ERROR(due);
  OCI_RETURN_IF_ERROR(pair);
  const auto now = context.Now();
  std::int64_t turn_at = std::max(due->value_or(ToMillis(now + kTurn)), FreeFrom(*pair));
  if (turn_at <= ToMillis(now)) {
    OCI_ASSIGN_OR_RETURN(const bool taken, TakeTurnOfPair(context, attempt.pair_key));
    if (taken) {
      admission.turn = attempt.pair_key;
      return admission;
    }
    turn_at = ToMillis(now + kTurn);
  }
  admission.retry_after = Until(std::min(turn_at, locked_until), now).value_or(seconds(1));
  return admission;
}

struct Standing {
  FailureCount account, address;
  std::int64_t LockedUntil() const {
    return std::max(account.blocked_until, address.blocked_until);
  }
};

Outcome<Standing> ReadStanding(const Context& context, const Attempt& attempt) {
  if (!attempt.device_key.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto device, Read(context, attempt.device_key));
    return Standing{device, {}};
  }
  auto [account, address] = oci::InParallel([&] { return Read(context, attempt.account_key); },
                                            [&] { return Read(context, attempt.address_key); });
  OCI_RETURN_IF_ERROR(account);
  OCI_RETURN_IF_ERROR(address);
  return Standing{*account, *address};
}

// For a lock: a device waits until its own lock ends, others for their turn.
Outcome<Admission> Wait(const Context& context, const Attempt& attempt, Admission admission,
                        std::int64_t locked_until) {
  if (attempt.device_key.empty())
    return AwaitTurn(context, attempt, std::move(admission), locked_until);
  admission.retry_after = Until(locked_until, context.Now()).value_or(seconds(1));
  return admission;
}

// When a lock has ended, one guess is let through, however many are sent at once: returns the key
// of the row whose guess this is; "": it is another one's.
Outcome<std::string> TakeEndedLock(const Context& context, const Attempt& attempt) {
  const auto& key = attempt.device_key.empty() ? attempt.account_key : attempt.device_key;
  OCI_ASSIGN_OR_RETURN(const bool taken, Take(context, key, kHeldAtMost));
  return taken ? key : std::string();
}

}  // namespace

Attempt MakeAttempt(const Config& config, const Guess& guess) {
  Attempt attempt;
  attempt.account_key = guess.account ? ThrottleKeyOfAccount(config, *guess.account)
                                      : ThrottleKeyOfName(config, guess.login);
  if (!guess.address.empty()) attempt.address_key = ThrottleKeyOfAddress(config, guess.address);
  attempt.pair_key = ThrottleKey(config, 'p', attempt.account_key + attempt.address_key);
  std::string password = attempt.pair_key;
  password.append(guess.password_hash).append(1, '\0').append(guess.password);
  attempt.password_key = ThrottleKey(config, 'w', password);
  if (!guess.device.empty()) attempt.device_key = ThrottleKey(config, 'd', guess.device);
  return attempt;
}

Outcome<Admission> Admit(const Context& context, const Attempt& attempt) {
  OCI_ASSIGN_OR_RETURN(const auto standing, ReadStanding(context, attempt));
  Admission admission;
  admission.has_failures = standing.account.failures > 0;
  auto locked_until = standing.LockedUntil();
  if (locked_until <= ToMillis(context.Now())) {
    if (standing.account.failures <= kFreeFailures) return admission;
    OCI_ASSIGN_OR_RETURN(admission.turn, TakeEndedLock(context, attempt));
    if (!admission.turn.empty()) return admission;
    locked_until = ToMillis(context.Now() + kHeldAtMost);
  }
  return Wait(context, attempt, std::move(admission), locked_until);
}

Outcome<Admission> AdmitAgain(const Context& context, const Attempt& attempt,
                              const Admission& before) {
  if (!before.turn.empty()) return before;
  OCI_ASSIGN_OR_RETURN(const auto standing, ReadStanding(context, attempt));
  Admission admission;
  admission.has_failures = standing.account.failures > 0;
  if (standing.LockedUntil() <= ToMillis(context.Now())) return admission;
  return Wait(context, attempt, std::move(admission), standing.LockedUntil());
}

Outcome<std::optional<seconds>> CountFailure(const Context& context, const Attempt& attempt) {
  if (!attempt.device_key.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto device,
                         Count(context, attempt.device_key, kThrottleCountOfDevice));
    return Until(device.blocked_until, context.Now());
  }
  auto [account, address] =
      oci::InParallel([&] { return Count(context, attempt.account_key, kThrottleCountOfAccount); },
                      [&] { return Count(context, attempt.address_key, kThrottleCountOfAddress); });
  OCI_RETURN_IF_ERROR(account);
  OCI_RETURN_IF_ERROR(address);
  const auto locked = Until(Standing{*account, *address}.LockedUntil(), context.Now());
  if (!locked) return locked;
  OCI_RETURN_IF_ERROR(Set(context, attempt.password_key, kKnownWrong));
  return std::optional(std::min(*locked, kHeldAtMost));
}

Outcome<Unit> ForgetFailures(const Context& context, const Attempt& attempt,
                             const Admission& admission) {
  if (!attempt.device_key.empty()) {
    if (admission.has_failures) OCI_RETURN_IF_ERROR(Forget(context, attempt.device_key));
    return Unit{};
  }
  if (admission.turn == attempt.pair_key)
    OCI_RETURN_IF_ERROR(Set(context, attempt.pair_key, kFree));
  if (admission.has_failures) OCI_RETURN_IF_ERROR(Forget(context, attempt.account_key));
  return Unit{};
}

Outcome<GuessClaim> ClaimGuess(const Context& context, const std::string& session_key) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto claimed,
                         Increment(context, session_key, kThrottleCountOfSession));
    if (claimed) return GuessClaim{true, Until(claimed->blocked_until, context.Now())};
    OCI_ASSIGN_OR_RETURN(const bool is_first, PutFirst(context, session_key, {1, 0}));
    if (is_first) return GuessClaim{true, std::nullopt};
    OCI_ASSIGN_OR_RETURN(const auto standing, Read(context, session_key));
    if (const auto locked = Until(standing.blocked_until, context.Now()))
      return GuessClaim{false, locked};
  }
}

Outcome<Unit> ForgetGuesses(const Context& context, const std::string& session_key) {
  return Forget(context, session_key);
}

Problem TooManyAttempts(std::chrono::seconds retry_after) {
  Problem problem(429, "too_many_attempts", "Too many failed attempts. Wait before the next one.");
  oci::SetHeader(problem.headers, "Retry-After", std::to_string(retry_after.count()));
  return problem;
}

}  // namespace fotogal
