#include "functions/support/program.h"

// Read by jemalloc before main(). One arena: the threads of a function wait for OCI most of the
// time, and each arena keeps memory.
extern "C" const char* malloc_conf;  // NOLINT: jemalloc's name
const char* malloc_conf = "narenas:1";

int main(int, char** arguments) { return fotogal::RunProgram(arguments[0]); }
