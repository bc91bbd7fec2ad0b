// The caller's notifications, and up to which time they were read.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::notify {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::notify
