// Packs all data of one person into a ZIP. Invoked detached.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::export_data {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::export_data
