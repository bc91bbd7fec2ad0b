// The web client's pages of people and photos, /@NAME and /p/ID, as whoever is not logged in gets
// them: index.html with the head and the content of what is public (docs/adr/0035-public-pages.md).
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::page {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::page
