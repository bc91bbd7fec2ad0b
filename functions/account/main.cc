#include "functions/account/handler.h"

int main() { return fotogal::RunFunction("account", fotogal::account::Handle); }
