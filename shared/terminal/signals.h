// How a command meets the signals that end a program: at once, or in order.
#pragma once

#include <csignal>

namespace terminal {

// SIGINT, SIGTERM and SIGCHLD.
sigset_t WatchedSignals();

// Blocks those in this thread and the threads that it makes; to be called first in main.
void BlockSignals();
// For commands that may be stopped at any moment: lets those signals end this process.
void UnblockSignals();
// Returns at SIGINT or SIGTERM.
void AwaitStopSignal();

}  // namespace terminal
