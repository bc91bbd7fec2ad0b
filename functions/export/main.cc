#include "functions/export/handler.h"

int main() { return fotogal::RunFunction("export", fotogal::export_data::Handle); }
