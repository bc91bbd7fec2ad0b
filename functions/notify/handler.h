// What happened to the caller, and how far it was read.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::notify {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::notify
