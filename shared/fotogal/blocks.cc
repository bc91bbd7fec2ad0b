#include "fotogal/blocks.h"

#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/delivery.h"
#include "fotogal/follows.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

oci::nosql::Key KeyOfBlock(Id user, Id blocked) {
  return {{"user_id", user}, {"blocked_id", blocked}};
}

// Both ways, while the block stands.
Outcome<Unit> EndFollows(Services& services, oci::Call& call, Id user, Id blocked) {
  auto [theirs, mine] = oci::InParallel([&] { return Tend(services, call, blocked, user); },
                                        [&] { return Tend(services, call, user, blocked); });
  OCI_RETURN_IF_ERROR(theirs);
  OCI_RETURN_IF_ERROR(mine);
  return Unit{};
}

}  // namespace

Outcome<Unit> Block(Services& services, oci::Call& call, Id user, Id blocked) {
  // The job ends the follows if this call dies after the block is written.
  OCI_ASSIGN_OR_RETURN(
      const auto job,
      QueueDelivery(services, call, NewOp(call.Now(), services.random), user, blocked));
  OCI_RETURN_IF_ERROR(services.nosql->Put(
      call, schema::kBlocks,
      {{"user_id", user}, {"blocked_id", blocked}, {"created_ts", ToMillis(call.Now())}}, {}));
  OCI_RETURN_IF_ERROR(EndFollows(services, call, user, blocked));
  return ForgetJob(services, call, job);
}

Outcome<bool> Unblock(Services& services, oci::Call& call, Id user, Id blocked) {
  OCI_ASSIGN_OR_RETURN(const auto block,
                       services.nosql->Get(call, schema::kBlocks, KeyOfBlock(user, blocked),
                                           oci::nosql::Consistency::kAbsolute));
  if (!block) return false;
  // Whoever wrote it may not have come to the follows yet, and will find no block any more.
  OCI_RETURN_IF_ERROR(EndFollows(services, call, user, blocked));
  OCI_RETURN_IF_ERROR(services.nosql->Delete(call, schema::kBlocks, KeyOfBlock(user, blocked)));
  return true;
}

Outcome<std::vector<Id>> BlockedBy(Services& services, oci::Call& call, Id user, Id after,
                                   int limit) {
  static const std::string kStatement =
      "DECLARE $u LONG; $c LONG; $n INTEGER; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kBlocks) + ") */ b.blocked_id FROM " + std::string(schema::kBlocks) +
      " b WHERE b.user_id = $u AND b.blocked_id > $c ORDER BY b.blocked_id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      services.nosql->QueryAll(call, kStatement, {{"$u", user}, {"$c", after}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("blocked_id").get<Id>());
  return people;
}

// Two queries: one of all blocks among them would be paid for those between others.
Outcome<Blocks> BlocksAmong(Services& services, oci::Call& call, Id user,
                            const std::vector<Id>& others) {
  if (others.empty()) return Blocks();
  static const std::string kFrom =
      "DECLARE $u LONG; $o ARRAY(LONG); SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kBlocks) + ") */ b.user_id, b.blocked_id FROM " +
      std::string(schema::kBlocks) + " b WHERE ";
  static const std::string kByUser = kFrom + "b.user_id = $u AND b.blocked_id IN $o[]";
  static const std::string kOfUser = kFrom + "b.user_id IN $o[] AND b.blocked_id = $u";
  const Json variables = {{"$u", user}, {"$o", others}};
  auto [by_user, of_user] =
      oci::InParallel([&] { return services.nosql->QueryAll(call, kByUser, variables); },
                      [&] { return services.nosql->QueryAll(call, kOfUser, variables); });
  OCI_RETURN_IF_ERROR(by_user);
  OCI_RETURN_IF_ERROR(of_user);
  Blocks blocks;
  for (const auto& row : *by_user) blocks.by_user.insert(row.at("blocked_id").get<Id>());
  for (const auto& row : *of_user) blocks.of_user.insert(row.at("user_id").get<Id>());
  return blocks;
}

Outcome<std::set<Id>> BlockedAmong(Services& services, oci::Call& call, Id user,
                                   const std::vector<Id>& others) {
  OCI_ASSIGN_OR_RETURN(auto blocks, BlocksAmong(services, call, user, others));
  blocks.by_user.merge(blocks.of_user);
  return std::move(blocks.by_user);
}

}  // namespace fotogal
