#include "fotogal/throttle.h"

#include <arpa/inet.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>

#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using std::chrono::seconds;

constexpr int kFreeFailures = 4;
struct Locks {
  seconds first, longest;
};
constexpr Locks kOfAccount{seconds(30), seconds(3600)}, kOfAddress{seconds(1), seconds(60)};
constexpr int kKeptDays = 1;

// Keyed, so that whoever reads the table cannot try out names.
std::string Keyed(const Config& config, char kind, std::string_view text) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> hash{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state,
                              reinterpret_cast<const unsigned char*>(config.cursor_key.data()),
                              config.cursor_key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(&kind), 1);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  crypto_auth_hmacsha256_final(&state, hash.data());
  return std::string(1, kind) + ":" + Base64Url(hash);
}

std::string Network(std::string_view address) {
  std::string text(address);
  constexpr std::string_view kMapped = "::ffff:";
  if (text.starts_with(kMapped)) return text.substr(kMapped.size());
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size() / 2};
}

seconds LockAfter(int failures, const Locks& locks) {
  seconds lock = locks.first;
  for (int i = kFreeFailures + 1; i < failures && lock < locks.longest; ++i) lock *= 2;
  return std::min(lock, locks.longest);
}

// "case when failures >= 11 then 3600000 ... when failures >= 4 then 30000 else 0 end", over the
// failures before this one.
std::string LockExpression(const Locks& locks) {
  std::string expression = "case ";
  int failures = kFreeFailures + 1;
  while (LockAfter(failures, locks) < locks.longest) ++failures;
  for (; failures > kFreeFailures; --failures) {
    const auto lock = std::chrono::milliseconds(LockAfter(failures, locks)).count();
    expression += "when $t.failures >= " + std::to_string(failures - 1) + " then " +
                  std::to_string(lock) + " ";
  }
  return expression + "else 0 end";
}

struct Counted {
  int failures = 0;
  std::int64_t blocked_until = 0;
};

Counted FromRow(const Json& row) {
  return {row.at("failures").get<int>(), row.at("blocked_until").get<std::int64_t>()};
}

Outcome<Counted> Read(Services& services, oci::Call& call, const std::string& key) {
  if (key.empty()) return Counted{};
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kThrottle, {{"key", key}},
                                                           oci::nosql::Consistency::kAbsolute));
  return row ? FromRow(row->value) : Counted{};
}

Outcome<std::optional<Counted>> Increment(Services& services, oci::Call& call,
                                          const std::string& key, const Locks& locks) {
  const std::string statement =
      "DECLARE $k STRING; $now LONG; UPDATE " + std::string(schema::kThrottle) +
      " $t SET $t.blocked_until = $now + " + LockExpression(locks) +
      ", SET $t.failures = $t.failures + 1, SET TTL " + std::to_string(kKeptDays) +
      " DAYS WHERE $t.key = $k RETURNING $t.failures, $t.blocked_until";
  // An answer that was lost counts twice at worst.
  OCI_ASSIGN_OR_RETURN(const auto items,
                       services.nosql->Execute(
                           call, statement, {{"$k", key}, {"$now", ToMillis(call.Now())}}, true));
  if (items.empty()) return std::optional<Counted>();
  return std::optional<Counted>(FromRow(items.front()));
}

Outcome<Counted> Count(Services& services, oci::Call& call, const std::string& key,
                       const Locks& locks) {
  if (key.empty()) return Counted{};
  OCI_ASSIGN_OR_RETURN(auto counted, Increment(services, call, key, locks));
  if (counted) return *counted;
  oci::nosql::PutOptions first;
  first.when = oci::nosql::PutOptions::When::kIfAbsent;
  first.ttl_days = kKeptDays;
  OCI_ASSIGN_OR_RETURN(
      const auto put,
      services.nosql->Put(call, schema::kThrottle,
                          {{"key", key}, {"failures", 1}, {"blocked_until", 0}}, first));
  if (put.written) return Counted{1, 0};
  OCI_ASSIGN_OR_RETURN(counted, Increment(services, call, key, locks));
  return counted.value_or(Counted{1, 0});
}

Throttled Standing(const Counted& account, const Counted& address, oci::TimePoint now) {
  Throttled throttled;
  throttled.has_failures = account.failures > 0;
  const auto until = std::max(account.blocked_until, address.blocked_until);
  if (until > ToMillis(now)) {
    throttled.retry_after =
        std::chrono::ceil<seconds>(std::chrono::milliseconds(until - ToMillis(now)));
  }
  return throttled;
}

}  // namespace

Attempt MakeAttempt(const Config& config, std::optional<Id> account, std::string_view login,
                    std::string_view address) {
  return {account ? ThrottleKeyOfAccount(config, *account) : ThrottleKeyOfName(config, login),
          address.empty() ? "" : Keyed(config, 'a', Network(address))};
}

std::string ThrottleKeyOfAccount(const Config& config, Id account) {
  return Keyed(config, 'u', ToBase36(account));
}

std::string ThrottleKeyOfName(const Config& config, std::string_view login) {
  std::string folded(login);
  std::ranges::transform(folded, folded.begin(), [](unsigned char c) {
    return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
  });
  return Keyed(config, 'n', folded);
}

Outcome<Throttled> ReadThrottle(Services& services, oci::Call& call, const Attempt& attempt) {
  auto [account, address] =
      oci::InParallel([&] { return Read(services, call, attempt.account_key); },
                      [&] { return Read(services, call, attempt.address_key); });
  OCI_RETURN_IF_ERROR(account);
  OCI_RETURN_IF_ERROR(address);
  return Standing(*account, *address, call.Now());
}

Outcome<Throttled> CountFailure(Services& services, oci::Call& call, const Attempt& attempt) {
  auto [account, address] =
      oci::InParallel([&] { return Count(services, call, attempt.account_key, kOfAccount); },
                      [&] { return Count(services, call, attempt.address_key, kOfAddress); });
  OCI_RETURN_IF_ERROR(account);
  OCI_RETURN_IF_ERROR(address);
  return Standing(*account, *address, call.Now());
}

Outcome<Unit> ForgetFailures(Services& services, oci::Call& call, const Attempt& attempt) {
  OCI_RETURN_IF_ERROR(
      services.nosql->Delete(call, schema::kThrottle, {{"key", attempt.account_key}}));
  return Unit{};
}

Problem TooManyAttempts(std::chrono::seconds retry_after) {
  Problem problem(429, "too_many_attempts", "Too many failed attempts. Wait before the next one.");
  oci::SetHeader(problem.headers, "Retry-After", std::to_string(retry_after.count()));
  return problem;
}

}  // namespace fotogal
