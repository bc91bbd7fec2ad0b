#include "functions/follow/handler.h"

int main() { return fotogal::RunFunction("follow", fotogal::follow::Handle); }
