#include "fotogal/people/block_reads.h"

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/people/people_statements.h"
#include "oci/parallel.h"

namespace fotogal {

Outcome<std::vector<UserId>> BlockedBy(const Context& context, UserId user, UserId after,
                                       int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<BlockRow>(kBlocksByUser, {{"$u", user}, {"$c", after}, {"$n", limit}}));
  std::vector<UserId> people;
  for (const auto& row : rows) people.push_back(row.blocked);
  return people;
}

// Two queries: a single one for all blocks among these people would also read, and pay for, the
// blocks between the others.
Outcome<Blocks> BlocksAmong(const Context& context, UserId user,
                            const std::vector<UserId>& others) {
  if (others.empty()) return Blocks();
  const nlohmann::json variables = {{"$u", user}, {"$o", others}};
  auto [by_user, of_user] =
      oci::InParallel([&] { return context.Select<BlockRow>(kBlocksByUserAmong, variables); },
                      [&] { return context.Select<BlockRow>(kBlocksOfUserAmong, variables); });
  OCI_RETURN_IF_ERROR(by_user);
  OCI_RETURN_IF_ERROR(of_user);
  Blocks blocks;
  for (const auto& row : *by_user) blocks.by_user.insert(row.blocked);
  for (const auto& row : *of_user) blocks.of_user.insert(row.user);
  return blocks;
}

Outcome<std::set<UserId>> BlockedAmong(const Context& context, UserId user,
                                       const std::vector<UserId>& others) {
  OCI_ASSIGN_OR_RETURN(auto blocks, BlocksAmong(context, user, others));
  blocks.by_user.merge(blocks.of_user);
  return std::move(blocks.by_user);
}

}  // namespace fotogal
