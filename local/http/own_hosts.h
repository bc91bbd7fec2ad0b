// Whom a request is for. A page of somebody else's can have its own name resolve to this machine
// (DNS rebinding) and then read whatever listens here; its requests still say the name in Host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/http_head.h"

namespace local {

// What a server on loopback is called: "localhost", "127.0.0.1" and "[::1]".
std::vector<std::string> LoopbackHosts();

// 0: the request has one Host and it is one of `hosts`, with or without a port, as has its target
// when that is absolute ("http://host/path"). 400: there is none, several, or none that can be
// read; HTTP/1.0 has none. 421: it is another's. `hosts` empty: whatever it is.
int RefuseForeignHost(const common::RequestHead& head, const std::vector<std::string>& hosts);

}  // namespace local
