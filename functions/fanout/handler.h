// Runs a job (fan-out of an image, delivery after a follow); without a job, every abandoned one.
// Invoked detached.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::fanout {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::fanout
