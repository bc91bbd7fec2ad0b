// Runs the job that takes an account away. Invoked detached.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::deletion {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::deletion
