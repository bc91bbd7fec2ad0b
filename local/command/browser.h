// Showing the running service to the person who started it.
#pragma once

#include <string>

#include "oci/result.h"

namespace local {

// Opens the address with $BROWSER (commands separated by colons, the first that is there; "%s" in
// it is the address's place), otherwise with xdg-open, and does not wait for it to be closed: it
// lives on by itself. The error is one line that says what to do instead.
oci::Status OpenInBrowser(const std::string& url);

}  // namespace local
