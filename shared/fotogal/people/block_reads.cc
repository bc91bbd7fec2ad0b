#include "fotogal/people/block_reads.h"

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/schema.h"
#include "oci/parallel.h"

namespace fotogal {

Outcome<std::vector<Id>> BlockedBy(const Context& context, Id user, Id after, int limit) {
  static const std::string kStatement =
      "DECLARE $u LONG; $c LONG; $n INTEGER; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kBlocks) + ") */ b.blocked_id FROM " + std::string(schema::kBlocks) +
      " b WHERE b.user_id = $u AND b.blocked_id > $c ORDER BY b.blocked_id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(kStatement, {{"$u", user}, {"$c", after}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("blocked_id").get<Id>());
  return people;
}

// Two queries: one of all blocks among them would be paid for those between others.
Outcome<Blocks> BlocksAmong(const Context& context, Id user, const std::vector<Id>& others) {
  if (others.empty()) return Blocks();
  static const std::string kFrom =
      "DECLARE $u LONG; $o ARRAY(LONG); SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kBlocks) + ") */ b.user_id, b.blocked_id FROM " +
      std::string(schema::kBlocks) + " b WHERE ";
  static const std::string kByUser = kFrom + "b.user_id = $u AND b.blocked_id IN $o[]";
  static const std::string kOfUser = kFrom + "b.user_id IN $o[] AND b.blocked_id = $u";
  const nlohmann::json variables = {{"$u", user}, {"$o", others}};
  auto [by_user, of_user] = oci::InParallel([&] { return context.QueryAll(kByUser, variables); },
                                            [&] { return context.QueryAll(kOfUser, variables); });
  OCI_RETURN_IF_ERROR(by_user);
  OCI_RETURN_IF_ERROR(of_user);
  Blocks blocks;
  for (const auto& row : *by_user) blocks.by_user.insert(row.at("blocked_id").get<Id>());
  for (const auto& row : *of_user) blocks.of_user.insert(row.at("user_id").get<Id>());
  return blocks;
}

Outcome<std::set<Id>> BlockedAmong(const Context& context, Id user, const std::vector<Id>& others) {
  OCI_ASSIGN_OR_RETURN(auto blocks, BlocksAmong(context, user, others));
  blocks.by_user.merge(blocks.of_user);
  return std::move(blocks.by_user);
}

}  // namespace fotogal
