#include "functions/profile/handler.h"

int main() { return fotogal::RunFunction("profile", fotogal::profile::Handle); }
