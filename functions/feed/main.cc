#include "fotogal/feed.h"
#include "functions/feed/handler.h"

int main() { return fotogal::RunFunction("feed", fotogal::feed::Handle, fotogal::RehearseFeed); }
