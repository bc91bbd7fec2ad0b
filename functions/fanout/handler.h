// Runs the job that the call names (fan-out of an image, delivery after a follow, ...); without
// one, every abandoned job. Invoked detached.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::fanout {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::fanout
