#include "functions/notify/handler.h"

int main() { return fotogal::RunFunction("notify", fotogal::notify::Handle); }
