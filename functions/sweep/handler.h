// By schedule: starts the jobs that were abandoned, or runs them where they cannot be started;
// takes old exports away.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::sweep {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::sweep
