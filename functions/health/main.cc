#include "functions/health/handler.h"

int main() { return fotogal::RunFunction("health", fotogal::health::Handle); }
