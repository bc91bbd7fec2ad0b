#include "fotogal/fanout_jobs.h"

#include <array>

#include "fotogal/account/account_change.h"
#include "fotogal/feed/delivery.h"
#include "fotogal/feed/delivery_switch.h"
#include "fotogal/images/removal.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "fotogal/upkeep/reconcile.h"

namespace fotogal {

std::span<const JobKind> FanoutJobs() {
  static const std::array kKinds = {JobKind{kPublishJob, &PublishStep},
                                    JobKind{kDeliveryJob, &DeliveryStep},
                                    JobKind{"approve_all", &ApproveAllStep},
                                    JobKind{"remove_image", &RemoveImageStep},
                                    JobKind{kAccountChangeJob, &AccountChangeStep},
                                    JobKind{kSwitchDeliveryJob, &SwitchDeliveryStep},
                                    ReconcileJobs().front()};
  return kKinds;
}

}  // namespace fotogal
