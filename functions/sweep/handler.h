// Started by a schedule: starts abandoned jobs again, or runs them when they cannot be started;
// deletes old exports.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::sweep {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::sweep
