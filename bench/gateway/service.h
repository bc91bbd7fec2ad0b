// A cheap HTTP service behind the gateway: any GET is answered 200 with a kilobyte.
#pragma once

namespace bench {

// Serves until the program ends; the port.
int StartService();

}  // namespace bench
