// Comments of an image: list, post, delete.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::comment {

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context);

}  // namespace fotogal::comment
