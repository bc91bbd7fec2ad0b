// A region that is not known here may be new; where it does not answer, it may be misspelt.
#pragma once

#include <memory>
#include <string>

#include "oci/http.h"

namespace operate {

// Errors of the connection name the file, the member and the region that may be meant. A region
// that is known here: the transport as it is.
std::shared_ptr<oci::Transport> WithRegionHint(std::shared_ptr<oci::Transport> transport,
                                               const std::string& file, const std::string& region);

}  // namespace operate
