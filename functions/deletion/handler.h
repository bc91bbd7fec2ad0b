// Runs the job that deletes an account and its data. Invoked detached.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::deletion {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::deletion
