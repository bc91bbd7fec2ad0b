
#include "fotogal/social/blocks.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

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

}  // namespace fotogal
