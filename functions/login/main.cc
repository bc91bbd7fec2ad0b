#include "functions/login/handler.h"

int main() { return fotogal::RunFunction("login", fotogal::login::Handle); }
