// Opens the running service in the browser of the person who has started it.
#pragma once

#include <string>

#include "oci/result.h"

namespace local {

// Opens the address with $BROWSER (commands separated by colons; the first one that exists is used;
// "%s" in it stands for the address), else with xdg-open. Does not wait for the browser, which
// keeps running when this process ends. The error is one line that says what to do instead.
oci::Status OpenInBrowser(const std::string& url);

}  // namespace local
