#include "fotogal/fanout_jobs.h"

#include <array>

#include "fotogal/account_change.h"
#include "fotogal/delivery.h"
#include "fotogal/delivery_state.h"
#include "fotogal/delivery_switch.h"
#include "fotogal/follows.h"
#include "fotogal/reconcile.h"
#include "fotogal/removal.h"

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
