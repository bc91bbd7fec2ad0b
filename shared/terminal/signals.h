// How a command handles the signals that end a program: end at once, or shut down in order.
#pragma once

#include <csignal>

namespace terminal {

// SIGINT, SIGTERM and SIGCHLD.
sigset_t WatchedSignals();

// Blocks the watched signals in this thread and in threads that it starts later; call it first in
// main.
void BlockSignals();
// For commands that may be stopped at any moment: lets these signals end the process.
void UnblockSignals();
// Waits for SIGINT or SIGTERM.
void AwaitStopSignal();

}  // namespace terminal
