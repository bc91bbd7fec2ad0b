#include "functions/reconcile/handler.h"

int main() { return fotogal::RunFunction("reconcile", fotogal::reconcile::Handle); }
