// Hints for unknown regions. An unknown region may be a new one, so it is accepted; when it cannot
// be reached, it may be misspelt.
#pragma once

#include <memory>
#include <string>

#include "oci/http.h"

namespace operate {

// Wraps a transport so that connection errors name the file, the member and the region that may be
// meant. For a known region the transport is returned unchanged.
std::shared_ptr<oci::Transport> WithRegionHint(std::shared_ptr<oci::Transport> transport,
                                               const std::string& file, const std::string& region);

}  // namespace operate
