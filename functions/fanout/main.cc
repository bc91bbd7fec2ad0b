#include "functions/fanout/handler.h"

int main() { return fotogal::RunFunction("fanout", fotogal::fanout::Handle); }
