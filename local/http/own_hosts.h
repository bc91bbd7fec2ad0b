// Refuses requests for other hosts. A foreign web page could let its own name resolve to this
// machine (DNS rebinding) and then read what listens here; the Host header of its requests still
// has that name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/http_head.h"

namespace local {

// The names of a server on loopback: "localhost", "127.0.0.1" and "[::1]".
std::vector<std::string> LoopbackHosts();

// 0: accepted; the request has one Host, which is in `hosts`, with or without a port, and so is the
// host of an absolute target ("http://host/path"). 400: no Host, several, or an invalid one
// (HTTP/1.0 has none). 421: another host. With empty `hosts` everything is accepted.
int RefuseForeignHost(const common::RequestHead& head, const std::vector<std::string>& hosts);

}  // namespace local
