#include "fotogal/counters/budgets.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counters_statements.h"
#include "fotogal/counters/throttle_keys.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int kSpendingTries = 10;  // each try fails only if another call has succeeded meanwhile
constexpr int kSpendingKeptDays = 1;
static_assert(kSpendingKeptDays == 1, "as the TTL of kBudgetsCount and kBudgetsCountWithTurn");
constexpr seconds kTurnRetry{1};

struct Spending {
  const BudgetRule& rule;
  UserId user;
  std::string kind;  // the second part of the row's key, besides the user
  std::int64_t bytes = 0;
  Id lease = 0;    // the turn to take; 0: none
  int factor = 1;  // the limits are multiplied by this
  int actions = 1;
};

std::int64_t EndOf(oci::TimePoint now, std::chrono::hours window) { return ToMillis(now + window); }

// Of bytes that are not counted there is no end.
std::int64_t MostBytes(std::int64_t bytes, int factor) {
  constexpr std::int64_t kEndless = std::int64_t{1} << 60;
  return bytes == 0 ? kEndless : bytes * factor;
}

Outcome<bool> Count(const Context& context, const Spending& spending) {
  const auto now = context.Now();
  const Limits& calls = spending.rule.calls;
  const Limits& bytes = spending.rule.bytes;
  Json variables{{"$u", spending.user},
                 {"$k", spending.kind},
                 {"$now", ToMillis(now)},
                 {"$one", spending.actions},
                 {"$bytes", spending.bytes},
                 {"$hour_end", EndOf(now, std::chrono::hours(1))},
                 {"$day_end", EndOf(now, std::chrono::hours(24))},
                 {"$hour_calls", calls.in_hour * spending.factor - spending.actions + 1},
                 {"$day_calls", calls.in_day * spending.factor - spending.actions + 1},
                 {"$hour_most", MostBytes(bytes.in_hour, spending.factor)},
                 {"$day_most", MostBytes(bytes.in_day, spending.factor)}};
  if (spending.lease != 0) {
    variables["$live"] = FirstIdAt(now);
    variables["$lease"] = spending.lease;
    variables["$turns"] = kMostPicturesInFlight;
  }
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(spending.lease == 0 ? kBudgetsCount : kBudgetsCountWithTurn,
                                       variables, Repeated::kSame));
  return UpdatedOne(items);
}

// Inserts the row for the first action. Returns the existing row if there is one; nullopt: it was
// inserted.
Outcome<std::optional<Json>> CountFirst(const Context& context, const Spending& spending) {
  const auto now = context.Now();
  const auto first = IfAbsent(kSpendingKeptDays);
  OCI_ASSIGN_OR_RETURN(
      const auto put,
      context.Put(schema::kBudgets,
                  {{"user_id", spending.user},
                   {"kind", spending.kind},
                   {"hour_count", spending.actions},
                   {"hour_bytes", spending.bytes},
                   {"hour_end", EndOf(now, std::chrono::hours(1))},
                   {"day_count", spending.actions},
                   {"day_bytes", spending.bytes},
                   {"day_end", EndOf(now, std::chrono::hours(24))},
                   {"leases", spending.lease == 0 ? Json::array() : Json::array({spending.lease})}},
                  first));
  if (put.written) return std::optional<Json>();
  return std::optional<Json>(put.existing ? put.existing->value : Json());
}

// When this call fits into the window's limit; 0: now.
std::int64_t FreeAt(const Json& row, const std::string& window, std::int64_t calls,
                    std::int64_t most, const Spending& spending, std::int64_t now) {
  const auto end = NumberOf<std::int64_t>(row, (window + "_end").c_str());
  if (end <= now) return 0;
  const bool fits = NumberOf<std::int64_t>(row, (window + "_count").c_str()) + spending.actions <=
                        calls * spending.factor &&
                    NumberOf<std::int64_t>(row, (window + "_bytes").c_str()) + spending.bytes <=
                        MostBytes(most, spending.factor);
  return fits ? 0 : end;
}

// How long this call has to wait according to `row`; 0: not at all, or only for a turn.
milliseconds WaitFor(const Json& row, const Spending& spending, oci::TimePoint moment) {
  const auto now = ToMillis(moment);
  const Limits& calls = spending.rule.calls;
  const Limits& bytes = spending.rule.bytes;
  const auto free = std::max(FreeAt(row, "hour", calls.in_hour, bytes.in_hour, spending, now),
                             FreeAt(row, "day", calls.in_day, bytes.in_day, spending, now));
  return milliseconds(std::max<std::int64_t>(free - now, 0));
}

bool TurnsAreTaken(const Json& row, const Spending& spending, oci::TimePoint now) {
  const auto leases = row.find("leases");
  if (spending.lease == 0 || leases == row.end() || !leases->is_array()) return false;
  const auto live = std::ranges::count_if(
      *leases, [&](const Json& lease) { return lease.get<Id>() > FirstIdAt(now); });
  return live >= kMostPicturesInFlight;
}

Problem TooMany(std::string_view detail, milliseconds wait) {
  Problem problem(429, "too_many", std::string(detail));
  oci::SetHeader(problem.headers, "Retry-After",
                 std::to_string(std::chrono::ceil<seconds>(wait).count()));
  return problem;
}

Outcome<Unit> Spend(const Context& context, const Spending& spending) {
  for (int attempt = 0; attempt < kSpendingTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const bool counted, Count(context, spending));
    if (counted) return Unit{};
    OCI_ASSIGN_OR_RETURN(const auto standing, CountFirst(context, spending));
    if (!standing) return Unit{};
    if (const auto wait = WaitFor(*standing, spending, context.Now()); wait > milliseconds(0))
      return TooMany(spending.rule.refusal, wait);
    if (TurnsAreTaken(*standing, spending, context.Now()))
      return TooMany("Several of your photos are being worked on. Send this one after them.",
                     kTurnRetry);
    // Another call has written the row, or has returned a turn, in between.
  }
  return TryAgain("Too much happens at once.");
}

const BudgetRule& RuleOf(const Services& services, Budget budget) {
  return services.config.budgets[static_cast<size_t>(budget)];
}

}  // namespace

Outcome<Unit> Spend(const Context& context, Budget budget, UserId user) {
  const BudgetRule& rule = RuleOf(context.services, budget);
  return Spend(context, Spending{rule, user, std::string(rule.name)});
}

Outcome<Unit> SpendMany(const Context& context, Budget budget, UserId user, int actions) {
  if (actions == 0) return Unit{};
  const BudgetRule& rule = RuleOf(context.services, budget);
  Spending spending{rule, user, std::string(rule.name)};
  spending.actions = actions;
  return Spend(context, spending);
}

Outcome<Unit> SpendFrom(const Context& context, Budget budget, const std::string& address) {
  if (address.empty()) return Unit{};
  const BudgetRule& rule = RuleOf(context.services, budget);
  const auto key = ThrottleKeyOfAddress(context.services.config, address);
  return Spend(context, Spending{rule, 0, std::string(rule.name) + ":" + key});
}

Outcome<PictureTurn> BeginPicture(const Context& context, UserId user, std::int64_t bytes,
                                  Try attempt) {
  const BudgetRule& rule = RuleOf(context.services, Budget::kUploads);
  const PictureTurn turn{user, NewId(context.call.deadline(), context.services.random)};
  OCI_RETURN_IF_ERROR(Spend(context, Spending{rule, user, std::string(rule.name), bytes, turn.lease,
                                              attempt == Try::kAgain ? 2 : 1}));
  return turn;
}

void EndPicture(const Context& context, const PictureTurn& turn) {
  const std::string kind(RuleOf(context.services, Budget::kUploads).name);
  (void)context.Execute(kBudgetsEndLease, {{"$u", turn.user}, {"$k", kind}, {"$lease", turn.lease}},
                        Repeated::kSame);
}

}  // namespace fotogal
